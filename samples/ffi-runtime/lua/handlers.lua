--- What the locations of nginx.conf do.
local blocking = require "blocking"
local echo_socket = require "echo_socket"
local runtime = require "runtime"

local handlers = {}

local TIMEOUT_S = 10
local STATUS = { busy = 503, timeout = 504 }

local function library_path(build)
    return ngx.config.prefix() .. "lib/libruntime" .. build .. ".so"
end

function handlers.start()
    local done, why = runtime.load(library_path(1))
    if not done then
        ngx.log(ngx.CRIT, "the library cannot be used: ", why)
    end
    blocking.load(library_path(0)) -- a file of its own, so that the others can be unloaded
end

function handlers.stop()
    runtime.unload()
    blocking.unload()
end

-- What is asked for: body, operation, microseconds of work (at most ten seconds).
local function asked()
    ngx.req.read_body()
    local operation = ngx.var.arg_reverse and runtime.REVERSE or runtime.ECHO
    local ms = math.max(0, math.min(tonumber(ngx.var.arg_ms) or 0, 10000))
    return ngx.req.get_body_data() or "", operation, ms * 1000
end

local function answer(result, why)
    if not result then
        ngx.log(ngx.ERR, "no answer: ", why)
        return ngx.exit(STATUS[why] or 502)
    end
    ngx.header["Content-Length"] = #result
    ngx.print(result)
end

function handlers.sick()
    local body, operation, work_us = asked()
    answer(blocking.call(operation, body, work_us))
end

function handlers.cured()
    local body, operation, work_us = asked()
    answer(runtime.call(operation, body, work_us, tonumber(ngx.var.arg_timeout) or TIMEOUT_S))
end

function handlers.socket()
    answer(echo_socket.call((asked()), TIMEOUT_S))
end

function handlers.swap()
    local build = ngx.var.arg_build
    if build ~= "1" and build ~= "2" then
        return ngx.exit(ngx.HTTP_BAD_REQUEST)
    end
    local done, why = runtime.swap(library_path(build))
    ngx.status = done and 200 or 503
    ngx.say(done and "build " .. build or why)
end

function handlers.state()
    ngx.say(string.format('{"build":%d,"under_way":%d}', runtime.state()))
end

return handlers
