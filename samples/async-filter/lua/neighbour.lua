--- The origin, and the checker that finds a word.
local neighbour = {}

local WORD = "FORBIDDEN"
local PIECE = string.rep("This line may be read by everybody, which is why it is so long.\n", 1024) -- 64 KiB
local ETAG = '"v1"'

-- ?ms= is how long it takes, ?broken=1 makes it fail.
function neighbour.check()
    ngx.req.read_body()
    ngx.sleep((tonumber(ngx.var.arg_ms) or 0) / 1000)
    if ngx.var.arg_broken then
        return ngx.exit(500)
    end
    local found = (ngx.req.get_body_data() or ""):find(WORD, 1, true)
    ngx.status = found and 403 or 200
    ngx.say(found and "no" or "yes")
end

function neighbour.small()
    ngx.header["ETag"] = ETAG
    ngx.header["Set-Cookie"] = { "a=1", "b=2" }
    if ngx.var.http_if_none_match == ETAG then
        return ngx.exit(ngx.HTTP_NOT_MODIFIED)
    end
    ngx.header["Content-Length"] = 6
    ngx.print("hello\n")
end

-- ?n= bytes, ?length=1 says so before; ?word= puts the word at that offset, ?cut= breaks off there.
function neighbour.bytes()
    local n, cut = tonumber(ngx.var.arg_n) or 0, tonumber(ngx.var.arg_cut)
    local word = tonumber(ngx.var.arg_word)
    if ngx.var.arg_length then
        ngx.header["Content-Length"] = n
    end
    ngx.send_headers()
    local at = 0
    while at < n do
        local piece = PIECE:sub(1, math.min(n - at, #PIECE))
        if word and word < at + #piece and word + #WORD > at then
            local from = word - at -- may be negative: the word began in the piece before
            local before, part = piece:sub(1, math.max(from, 0)), WORD:sub(math.max(1 - from, 1), #piece - from)
            piece = before .. part .. piece:sub(#before + #part + 1)
        end
        if cut and cut < at + #piece then
            ngx.print(piece:sub(1, cut - at))
            ngx.flush(true)
            return ngx.exit(ngx.ERROR)
        end
        ngx.print(piece)
        if not ngx.flush(true) then
            return
        end
        at = at + #piece
    end
end

-- Compressed, though nobody has asked for it.
function neighbour.gzip()
    ngx.header["Content-Encoding"] = "gzip"
    ngx.print("\31\139\8\0\0\0\0\0\0\3") -- the header of RFC 1952 is enough
end

function neighbour.status()
    ngx.status = tonumber(ngx.var.arg_code) or 500
    ngx.say("status " .. ngx.status)
end

function neighbour.echo()
    ngx.req.read_body()
    ngx.say(ngx.req.get_method(), " ", ngx.req.get_body_data() or "", " ", ngx.var.http_x_token or "")
end

return neighbour
