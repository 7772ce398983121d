--- Messages as fast as they go, from many coroutines of one request: HTTP is not part of what is measured.
local ffi = require "ffi"
local echo_socket = require "echo_socket"
local runtime = require "runtime"

local bench = {}

ffi.cdef "struct bench_time { long s, ns; }; int clock_gettime(int clock, struct bench_time *at);"
local MONOTONIC, OF_PROCESS = 1, 2 -- clock_gettime(2)
local at = ffi.new("struct bench_time")

local function seconds(clock)
    ffi.C.clock_gettime(clock, at)
    return tonumber(at.s) + tonumber(at.ns) / 1e9
end

local WAYS = {
    library = function(text) return runtime.call(runtime.ECHO, text, 0, 60) end,
    socket = function(text) return echo_socket.call(text, 60) end,
}

-- Equal strings are the same object in Lua, so comparing them costs nothing.
local function send_many(call, text, times)
    for _ = 1, times do
        local answer, why = call(text)
        if answer ~= text then
            error("wrong answer: " .. (why or "other bytes"))
        end
    end
    return times
end

function bench.run()
    local call = WAYS[ngx.var.arg_via or ""]
    local size, requests = tonumber(ngx.var.arg_size) or 512, tonumber(ngx.var.arg_requests) or 1000
    local concurrency = tonumber(ngx.var.arg_concurrency) or 16
    if not call then
        return ngx.exit(ngx.HTTP_BAD_REQUEST)
    end
    local text = string.rep("0123456789abcdef", math.ceil(size / 16)):sub(1, size)
    local each, threads, done = math.floor(requests / concurrency), {}, 0
    local began, cpu = seconds(MONOTONIC), seconds(OF_PROCESS)
    for i = 1, concurrency do
        threads[i] = ngx.thread.spawn(send_many, call, text, each)
    end
    for i = 1, concurrency do
        local good, count = ngx.thread.wait(threads[i])
        done = done + (good and count or 0)
    end
    local took = seconds(MONOTONIC) - began
    ngx.say(string.format(
        '{"via":"%s","size_bytes":%d,"requests":%d,"failed":%d,"concurrency":%d,"seconds":%.3f,"requests_per_s":%.0f,'
            .. '"worker_cpu_us_per_request":%.2f}',
        ngx.var.arg_via, size, done, each * concurrency - done, concurrency, took, done / took,
        (seconds(OF_PROCESS) - cpu) / done * 1e6))
end

return bench
