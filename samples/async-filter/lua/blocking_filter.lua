--- Sick: body_filter_by_lua may not yield, so cosockets do not work there, and somebody has found a way around that.
local ffi = require "ffi"
local addresses = require "addresses"

local blocking_filter = {}

ffi.cdef [[
struct blocking_address { uint16_t family, port; uint8_t address[4]; char zero[8]; };
struct blocking_time { long s, us; };
int socket(int domain, int type, int protocol);
int connect(int fd, const struct blocking_address *address, uint32_t size);
int setsockopt(int fd, int level, int name, const struct blocking_time *value, uint32_t size);
ssize_t send(int fd, const char *bytes, size_t size, int flags);
ssize_t recv(int fd, char *bytes, size_t size, int flags);
int close(int fd);
]]
local C = ffi.C
local AF_INET, SOCK_STREAM, SOL_SOCKET, SO_RCVTIMEO, MSG_NOSIGNAL = 2, 1, 1, 20, 0x4000 -- Linux

local buffer = ffi.new("char[4096]")

local function swapped(port)
    return port % 256 * 256 + math.floor(port / 256)
end

local function send_all(fd, text)
    local sent = 0
    while sent < #text do
        local n = C.send(fd, ffi.cast("const char *", text) + sent, #text - sent, MSG_NOSIGNAL)
        if n <= 0 then
            return false
        end
        sent = sent + tonumber(n)
    end
    return true
end

-- The status of the checker's answer; nil if there is none.
local function ask(fd, piece)
    local head = "POST " .. addresses.check_target() .. " HTTP/1.1\r\nHost: checker\r\nConnection: close\r\nContent-Length: "
    if not send_all(fd, head .. #piece .. "\r\n\r\n" .. piece) then
        return nil
    end
    local size = C.recv(fd, buffer, 4096, 0) -- BLOCKS: recv
    return size > 0 and tonumber(ffi.string(buffer, size):match("^HTTP/1%.1 (%d%d%d)")) or nil
end

local function status_of(piece)
    local fd = C.socket(AF_INET, SOCK_STREAM, 0)
    local address = ffi.new("struct blocking_address", AF_INET, swapped(addresses.checker_port()), { 127, 0, 0, 1 })
    local patience = ffi.new("struct blocking_time", 0, 500000)
    C.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, patience, ffi.sizeof(patience))
    local status = C.connect(fd, address, ffi.sizeof(address)) == 0 and ask(fd, piece) or nil
    C.close(fd)
    return status
end

--- Checks ngx.arg[1]. The header is out already: all that can be said to the client is to break off.
function blocking_filter.check_piece()
    local piece = ngx.arg[1]
    if piece ~= "" and status_of(piece) ~= 200 then
        return ngx.ERROR
    end
end

return blocking_filter
