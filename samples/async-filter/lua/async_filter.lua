--- Cured: the answer of the origin is fetched, checked and sent on by the content handler, which may wait without blocking.
--
-- At most one piece of 64 KiB is in memory: the next is read when the client has taken this one (back-pressure). The first
-- is checked before the header is sent, so that most trouble still gets a proper status; what goes wrong later breaks the
-- connection off, which no client takes for a whole answer.
local addresses = require "addresses"
local checker = require "checker"
local http_client = require "http_client"

local async_filter = {}

local TIMEOUT_MS = 1000 -- of the origin
local OVERLAP = 64 -- bytes of a piece that are held back and checked again with the next: longer than what is looked for

-- RFC 9110, 7.6.1, and what the answer of this server has of its own.
local NOT_PASSED_ON = {
    ["connection"] = true, ["keep-alive"] = true, ["proxy-authenticate"] = true, ["proxy-authorization"] = true,
    ["proxy-connection"] = true, ["te"] = true, ["trailer"] = true, ["transfer-encoding"] = true, ["upgrade"] = true,
    ["date"] = true, ["server"] = true,
    -- of requests: a part or a compressed body cannot be checked
    ["host"] = true, ["accept-encoding"] = true, ["range"] = true, ["if-range"] = true, ["content-length"] = true, ["expect"] = true,
}

-- ---- to the origin ----

local function request_headers()
    local headers = { { "Accept-Encoding", "identity" } }
    for name, value in pairs(ngx.req.get_headers(100)) do
        if not NOT_PASSED_ON[name] then
            for _, one in ipairs(type(value) == "table" and value or { value }) do
                headers[#headers + 1] = { name, tostring(one) }
            end
        end
    end
    return headers
end

local function ask_origin(prefix, path)
    local uri = ngx.var.request_uri
    if uri:sub(1, #prefix) ~= prefix then -- such as http://host/... or //...
        return ngx.exit(ngx.HTTP_BAD_REQUEST)
    end
    ngx.req.read_body()
    local body = ngx.req.get_body_data()
    local request = {
        method = ngx.req.get_method(),
        target = path .. uri:sub(#prefix + 1),
        headers = request_headers(),
        body = body,
        length = body and #body,
    }
    return http_client.request("127.0.0.1", addresses.origin_port(), request, TIMEOUT_MS)
end

-- ---- to the client ----

local function give_up(who, why, status)
    ngx.log(ngx.ERR, who, ": ", why)
    if ngx.headers_sent then
        return ngx.exit(ngx.ERROR) -- no last chunk, or fewer bytes than promised
    end
    return ngx.exit(status or why == "timeout" and ngx.HTTP_GATEWAY_TIMEOUT or ngx.HTTP_BAD_GATEWAY)
end

local function copy_header(response)
    ngx.status = response.status
    local several = {}
    for _, header in ipairs(response.headers) do
        local name = header[1]:lower()
        if name == "content-length" or not NOT_PASSED_ON[name] then
            local values = several[name] or { name = header[1] }
            values[#values + 1] = header[2]
            several[name] = values
        end
    end
    for _, values in pairs(several) do
        ngx.header[values.name] = #values == 1 and values[1] or values
    end
end

local function send(response, pieces)
    if not ngx.headers_sent then
        copy_header(response)
    end
    ngx.print(pieces)
    return ngx.flush(true) -- until the client has taken it
end

local function check(pieces)
    local allowed, why = checker.allows(pieces)
    if allowed == nil then
        return give_up("the checker", why, why ~= "timeout" and ngx.HTTP_SERVICE_UNAVAILABLE or nil)
    elseif not allowed then
        return give_up("the checker", "refused", ngx.HTTP_FORBIDDEN)
    end
end

-- Sends what has been checked but for the last bytes, which it returns: what is looked for may begin there.
local function send_all_but_tail(response, held, piece)
    if #piece < OVERLAP then
        local text = held .. piece
        held, piece = "", text
    end
    local sent, why = send(response, { held, piece:sub(1, -OVERLAP - 1) })
    if not sent then
        response:finish()
        give_up("the client", why)
    end
    return piece:sub(-OVERLAP)
end

local function pump(response)
    local held = ""
    while true do
        local piece, why = response:read()
        if why then
            response:finish()
            return give_up("the origin", why)
        elseif not piece then
            return held
        end
        check({ held, piece })
        held = send_all_but_tail(response, held, piece)
    end
end

--- Answers the request with what the origin says below `path` instead of `prefix`, once it has been checked.
function async_filter.answer(prefix, path)
    local response, why = ask_origin(prefix, path)
    if not response then
        return give_up("the origin", why)
    end
    local encoding = response:header("content-encoding") or "identity"
    if encoding:lower() ~= "identity" and response.framing ~= "none" then
        response:finish()
        return give_up("the origin", "an answer in " .. encoding .. " cannot be checked")
    end
    local last = pump(response)
    response:finish()
    if last ~= "" then
        send(response, { last })
    elseif not ngx.headers_sent then
        copy_header(response)
        ngx.send_headers()
    end
    return ngx.eof()
end

return async_filter
