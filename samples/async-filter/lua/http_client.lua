--- A small HTTP/1.1 client on cosockets that never holds more than one piece of a body. Whatever the server sends, lines
-- and their number are bounded.
local http_client = {}

local MAX_LINE = 16384 -- bytes
local MAX_LINES = 200 -- of a header, or of a trailer
local MAX_PIECE = 65536 -- bytes that read() returns at most

local Response = {}
Response.__index = Response

local function read_line(socket)
    local reader = socket:receiveuntil("\r\n")
    local line, why = reader(MAX_LINE)
    if not line then
        return nil, why
    end
    local more, trouble = reader(1)
    if more or trouble then
        return nil, trouble or "line too long"
    end
    return line
end

local function read_headers(socket)
    local headers = {}
    for _ = 1, MAX_LINES do
        local line, why = read_line(socket)
        if not line then
            return nil, why
        elseif line == "" then
            return headers
        end
        local name, value = line:match("^([%w!#$%%&'*+.^_`|~-]+):[ \t]*(.-)[ \t]*$")
        if not name then
            return nil, "malformed header"
        end
        headers[#headers + 1] = { name, value }
    end
    return nil, "too many headers"
end

local function read_head(socket)
    for _ = 1, 8 do -- informational answers (1xx) come before the one that counts
        local line, why = read_line(socket)
        if not line then
            return nil, why
        end
        local status = tonumber(line:match("^HTTP/1%.[01] (%d%d%d)"))
        if not status then
            return nil, "no HTTP answer"
        end
        local headers
        headers, why = read_headers(socket)
        if not headers then
            return nil, why
        elseif status >= 200 then
            return { status = status, headers = headers, socket = socket }
        end
    end
    return nil, "too many informational answers"
end

--- The value of the last header of that name (in lower case), or nil.
function Response:header(name)
    local found
    for _, header in ipairs(self.headers) do
        if header[1]:lower() == name then
            found = header[2]
        end
    end
    return found
end

-- How the end of the body is known: RFC 9112, 6.3.
local function frame_body(response, method)
    local length = response:header("content-length")
    if method == "HEAD" or response.status == 204 or response.status == 304 then
        response.framing = "none"
    elseif (response:header("transfer-encoding") or ""):lower():find("chunked", 1, true) then
        response.framing, response.left = "chunked", 0
    elseif length then
        if not length:find("^%d+$") or #length > 15 then
            return nil, "malformed Content-Length"
        end
        response.framing, response.left = "length", tonumber(length)
    else
        response.framing = "close"
    end
    response.done = response.framing == "none" or response.left == 0 and response.framing == "length"
    return response
end

local function write_head(request, host)
    local lines = { request.method .. " " .. request.target .. " HTTP/1.1\r\nHost: " .. host .. "\r\n" }
    for _, header in ipairs(request.headers or {}) do
        lines[#lines + 1] = header[1] .. ": " .. header[2] .. "\r\n"
    end
    if request.length then
        lines[#lines + 1] = "Content-Length: " .. request.length .. "\r\n"
    end
    lines[#lines + 1] = "\r\n"
    return lines
end

--- Sends a request and reads the header of the answer.
-- @param request method, target, headers (a list of {name, value}), and with a body: body (string or table of strings)
-- and length (its bytes)
-- @param timeout_ms for the connection, and for each read and write
-- @return a response with status, headers and framing; nil and "timeout" or another reason
function http_client.request(host, port, request, timeout_ms)
    local socket = ngx.socket.tcp()
    socket:settimeouts(timeout_ms, timeout_ms, timeout_ms)
    local done, why = socket:connect(host, port)
    if not done then
        return nil, why
    end
    done, why = socket:send({ write_head(request, host), request.body or "" })
    local response
    if done then
        response, why = read_head(socket)
    end
    if response then
        response, why = frame_body(setmetatable(response, Response), request.method)
    end
    if not response then
        socket:close()
    end
    return response, why
end

-- Makes `left` the length of the next chunk; at the last one reads the trailer.
function Response:next_chunk()
    local line, why = read_line(self.socket)
    if not line then
        return nil, why
    end
    local size = line:match("^(%x+)[ \t]*$") or line:match("^(%x+)[ \t]*;")
    if not size or #size > 12 then
        return nil, "malformed chunk"
    end
    self.left = tonumber(size, 16)
    if self.left == 0 then
        self.done = true
        return read_headers(self.socket)
    end
    return true
end

--- The next piece of the body, as soon as there is one: at most 64 KiB. nil at the end; nil and a reason if the body breaks off.
function Response:read()
    if not self.done and self.framing == "chunked" and self.left == 0 then
        local good, why = self:next_chunk()
        if not good then
            return nil, why
        end
    end
    if self.done then
        return nil
    end
    local piece, why = self.socket:receiveany(self.left and math.min(self.left, MAX_PIECE) or MAX_PIECE)
    if not piece then
        self.done = why == "closed" and self.framing == "close"
        return nil, not self.done and why or nil
    end
    if self.left then
        self.left = self.left - #piece
        if self.left == 0 then
            return piece, self:after_piece()
        end
    end
    return piece
end

-- A piece was the last one of its chunk, or of the body.
function Response:after_piece()
    if self.framing == "length" then
        self.done = true
        return
    end
    local line, why = read_line(self.socket)
    if line ~= "" then
        return why or "malformed chunk"
    end
end

--- Gives the connection back if it can be used again, else closes it.
function Response:finish()
    local says_close = (self:header("connection") or ""):lower() == "close"
    if self.done and self.framing ~= "close" and not says_close then
        self.socket:setkeepalive(30000, 64)
    else
        self.socket:close()
    end
end

return http_client
