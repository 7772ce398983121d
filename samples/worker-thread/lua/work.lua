--- The work itself, knowing nothing of requests: it runs in the event loop or in a thread of the pool, where ngx.var,
-- ngx.req and cosockets do not exist.
local sha256 = require "sha256"

local work = {}

--- SHA-256 of a string, as 64 hexadecimal digits.
function work.digest(text)
    return sha256.hex(text)
end

--- How many lines of a log tell of an error; nil and the reason if it cannot be read.
function work.count_errors(path)
    local file, why = io.open(path, "rb")
    if not file then
        return nil, why
    end
    local errors = 0
    for line in file:lines() do -- BLOCKS: file
        if line:find(" 500 ", 1, true) then
            errors = errors + 1
        end
    end
    file:close()
    return errors
end

--- Runs a command of this program's own; nothing of a request may be in it. Its status means nothing in a thread: nginx's
-- handler of SIGCHLD, in the main thread, may collect the child first (os.execute then says -1).
function work.run(seconds)
    os.execute(string.format("sleep %.3f", seconds)) -- BLOCKS: execute
    return "done"
end

return work
