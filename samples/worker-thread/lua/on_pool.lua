--- Cured: the same work in a thread of nginx's pool. The coroutine of the request sleeps meanwhile, the loop does not.
local request = require "request"

local on_pool = {}

-- Runs work[name](...) in the pool `work` of nginx.conf. The thread has a Lua VM of its own: arguments and results
-- are copied, so they are strings, numbers, booleans, nil, or tables of these.
local function run(name, ...)
    local done, result, why = ngx.run_worker_thread("work", "work", name, ...)
    if not done then
        ngx.log(ngx.ERR, name, " was not run: ", result) -- such as a full queue
        return ngx.exit(ngx.HTTP_SERVICE_UNAVAILABLE)
    end
    return (assert(result, why)) -- one value: ngx.say would print a nil behind it
end

function on_pool.hash()
    ngx.say(run("digest", request.body()))
end

function on_pool.file()
    ngx.say(run("count_errors", request.path()))
end

function on_pool.execute()
    ngx.say(run("run", request.seconds()))
end

return on_pool
