--- What a request asks for, and how it is answered.
local request = {}

-- A length of time from ?ms=, between 1 ms and 10 s.
function request.seconds()
    local ms = tonumber(ngx.var.arg_ms) or 50
    return math.max(1, math.min(ms, 10000)) / 1000
end

--- The body; "" without one.
function request.body()
    ngx.req.read_body()
    return ngx.req.get_body_data() or ""
end

--- A log of 400,000 lines; never a file that the client names.
function request.path()
    return ngx.config.prefix() .. "data/access.log"
end

return request
