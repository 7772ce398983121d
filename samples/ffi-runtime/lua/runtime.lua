--- Requests to the library's threads that do not block the event loop. One instance a worker.
--
-- The way of a request: call() leaves it in the library's queue and waits on a semaphore, which suspends the coroutine of
-- the request. A thread works on it, and wakes the event loop by a byte on a unix-domain socket, one for any number of
-- responses. listen(), a coroutine of a timer, sleeps in that socket as a cosocket does; it takes what is ready and posts
-- the semaphores. The bytes themselves never go through the kernel.
local ffi = require "ffi"
local semaphore = require "ngx.semaphore"
local library = require "library"

local THREADS = 2
local LIMIT = 1024 -- requests under way; the next one is told "busy"
local BATCH = 64 -- responses taken at a time

local Responses = ffi.typeof("runtime_response[" .. BATCH .. "]")

local runtime = { ECHO = 0, REVERSE = 1 }

local lib, rt -- while loaded
local waiting = {} -- by id: what is under way
local count = 0
local free = {} -- entries that can be used again, each with its id and its semaphore
local gate = semaphore.new(0) -- holds one post while requests can be submitted
local swapping = false

-- ---- the loop's side ----

local responses = Responses()

local function deliver(response)
    local entry = waiting[response.id]
    waiting[response.id] = nil
    count = count - 1
    entry.text = nil
    if entry.abandoned then
        free[#free + 1] = entry
        return
    end
    entry.result = ffi.string(response.bytes, response.length)
    entry.semaphore:post(1)
end

local function take_all()
    local taken
    repeat
        taken = lib.take(rt, responses, BATCH)
        for i = 0, taken - 1 do
            deliver(responses[i])
        end
    until taken == 0
end

-- Ends with the connection, or when the worker is leaving and nothing is under way. nginx waits for a timer that sleeps,
-- so it looks up every half second; what the receive says otherwise is of no interest.
local function listen(premature, socket)
    while not premature do
        local _, why = socket:receiveany(BATCH)
        if why == "closed" or not rt then
            break
        end
        take_all()
        if ngx.worker.exiting() and count == 0 then
            break
        end
    end
end

local function connect(premature, path)
    if premature then
        return
    end
    local socket = ngx.socket.tcp()
    socket:settimeouts(1000, 1000, 500)
    local done, why = socket:connect("unix:" .. path)
    if not done or lib.accept(rt) ~= 0 then
        ngx.log(ngx.CRIT, "cannot connect to the library: ", why or "not accepted")
        return
    end
    gate:post(1)
    listen(premature, socket)
    socket:close()
end

-- ---- loading and unloading ----

local function start(functions)
    local meeting = ngx.config.prefix() .. "run/runtime." .. ngx.worker.pid() .. ".sock"
    local started = functions.start(meeting, THREADS, LIMIT)
    if started == nil then
        local why = "the library did not start: errno " .. ffi.errno()
        library.close(functions)
        return nil, why
    end
    lib, rt = functions, started
    return ngx.timer.at(0, connect, meeting)
end

--- Starts a build of the library. nil and the reason if that fails.
function runtime.load(path)
    local functions, why = library.open(path)
    if not functions then
        return nil, why
    end
    return start(functions)
end

--- Ends the threads and unloads the library. What is under way gets no answer.
function runtime.unload()
    if rt then
        lib.stop(rt)
        library.close(lib)
        lib, rt = nil, nil
    end
end

--- Puts another build in the place of this one. Requests wait for it; none fails. A file that is no such library changes
-- nothing: nil and the reason.
function runtime.swap(path)
    if swapping then
        return nil, "another swap is going on"
    end
    local functions, why = library.open(path)
    if not functions then
        return nil, why
    end
    swapping, gate = true, semaphore.new(0)
    while count > 0 do
        ngx.sleep(0.002)
    end
    runtime.unload()
    local done
    done, why = start(functions)
    swapping = false
    return done, why
end

--- Which build is loaded, and how many requests are under way.
function runtime.state()
    return rt and lib.version() or 0, count
end

-- ---- the request's side ----

-- Waits until requests can be submitted; nil if that takes longer than 5 s. Each that was let in lets in the next.
local function pass_gate()
    local done = gate:wait(5)
    if done then
        gate:post(1)
    end
    return done
end

local last_id = 0

local function entry_for(text)
    local entry = table.remove(free)
    if not entry then
        last_id = last_id + 1
        entry = { id = last_id, semaphore = semaphore.new(0) }
    end
    entry.text = text -- the library reads it in place: it must not be collected before the response is there
    entry.result, entry.abandoned = nil, nil
    return entry
end

--- Has the library work on a string and returns what it makes of it; nil and "busy", "timeout" or "not loaded".
-- @param operation runtime.ECHO or runtime.REVERSE
-- @param work_us microseconds that it shall take besides
-- @param timeout seconds
function runtime.call(operation, text, work_us, timeout)
    if gate:count() < 1 and not pass_gate() then
        return nil, "not loaded"
    end
    local entry = entry_for(text)
    if lib.submit(rt, entry.id, operation, text, #text, work_us) ~= 0 then
        free[#free + 1] = entry
        return nil, "busy"
    end
    waiting[entry.id] = entry
    count = count + 1
    local done, why = entry.semaphore:wait(timeout)
    if not done then
        entry.abandoned = true -- deliver() gives it back
        return nil, why
    end
    local result = entry.result
    entry.result = nil
    free[#free + 1] = entry
    return result
end

return runtime
