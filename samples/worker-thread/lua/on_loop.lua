--- Sick: the work is done in the event loop. Until it is over, this worker serves nobody else.
local request = require "request"
local work = require "work"

local on_loop = {}

function on_loop.hash()
    ngx.say(work.digest(request.body()))
end

function on_loop.file()
    ngx.say((assert(work.count_errors(request.path()))))
end

function on_loop.execute()
    ngx.say(work.run(request.seconds()))
end

return on_loop
