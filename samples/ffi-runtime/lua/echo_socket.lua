--- The same echo in another process, over a unix-domain socket: length (4 bytes) and bytes, both ways.
local ffi = require "ffi"

local echo_socket = {}

local Length = ffi.typeof("uint32_t[1]")

local function length_of(four)
    return ffi.cast("const uint32_t *", four)[0]
end

--- Sends a string and returns what comes back; nil and the reason if that fails.
function echo_socket.call(text, timeout)
    local socket = ngx.socket.tcp()
    socket:settimeout(timeout * 1000)
    local done, why = socket:connect("unix:" .. ngx.config.prefix() .. "run/echo.sock")
    if not done then
        return nil, why
    end
    done, why = socket:send({ ffi.string(Length(#text), 4), text })
    local head, answer
    if done then
        head, why = socket:receive(4)
    end
    if head then
        answer, why = socket:receive(tonumber(length_of(head)))
    end
    if answer then
        socket:setkeepalive(60000, 256)
        return answer
    end
    socket:close()
    return nil, why
end

return echo_socket
