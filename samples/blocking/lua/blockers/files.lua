--- Files: one whose other end is slow, one that is simply big.
local truth = require "truth"
local marks = truth.here()
local files = {}

--- Reads a pipe in the file system. Its writer opens it at once and says something only after the wanted time, so
-- that the wait is in read(2), not in open(2).
function files.from_fifo()
    local path = ngx.config.prefix() .. "run/fifo." .. ngx.worker.pid()
    local writer = "(exec 3>'%s'; sleep %.3f; echo late >&3) </dev/null >/dev/null 2>&1 &"
    truth.C.unlink(path)
    truth.C.mkfifo(path, 384) -- 0600
    local block = marks:start("fifo", "off-cpu")
    os.execute(writer:format(path, truth.ms() / 1e3))
    local fifo = io.open(path, "r")
    local text = fifo:read("*l") -- BLOCKS: fifo
    fifo:close()
    block:stop()
    return text
end

--- Reads 32 MB from the page cache, again and again until the time is up.
function files.from_disk()
    local path, size = ngx.config.prefix() .. "data/big", 0
    local block, deadline = marks:start("file", "on-cpu"), truth.now_ms() + truth.ms()
    local file = io.open(path, "rb")
    while truth.now_ms() < deadline do
        local chunk = file:read(1048576) -- BLOCKS: file
        size = size + (chunk and #chunk or file:seek("set", 0))
    end
    file:close()
    block:stop()
    return size
end

return files
