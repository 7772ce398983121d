--- Asks the checker about a piece of a body: POST, answered by 200 (may pass) or 403 (may not).
local addresses = require "addresses"
local http_client = require "http_client"

local checker = {}

local TIMEOUT_MS = 500

local function length_of(pieces)
    local sum = 0
    for _, piece in ipairs(pieces) do
        sum = sum + #piece
    end
    return sum
end

--- What the checker says of some strings taken as one text: true, or false; nil and the reason if it says nothing.
function checker.allows(pieces)
    local request =
        { method = "POST", target = addresses.check_target(), body = pieces, length = length_of(pieces) }
    local response, why = http_client.request("127.0.0.1", addresses.checker_port(), request, TIMEOUT_MS)
    if not response then
        return nil, why
    end
    local piece, trouble
    repeat
        piece, trouble = response:read()
    until not piece or trouble
    response:finish()
    if response.status == 200 then
        return true
    elseif response.status == 403 then
        return false
    end
    return nil, "status " .. response.status
end

return checker
