--- Other programs, waited for.
local truth = require "truth"
local marks = truth.here()
local process = {}

function process.execute()
    local command = string.format("sleep %.3f", truth.ms() / 1e3)
    local block = marks:start("execute", "off-cpu")
    os.execute(command) -- BLOCKS: execute
    block:stop()
end

function process.popen()
    local command = string.format("sleep %.3f; echo done", truth.ms() / 1e3)
    local block = marks:start("popen", "off-cpu")
    local pipe = io.popen(command)
    local text = pipe:read("*a") -- BLOCKS: popen
    pipe:close()
    block:stop()
    return text
end

return process
