--- Computes, and makes no string of it: interning is innocent here.
local prices = {}

local function volatility(days)
    local sum, x = 0, 0.5
    for day = 1, days do
        x = 3.9 * x * (1 - x)
        sum = sum + math.abs(x - 0.5) / (1 + day % 7) -- COMPUTES
    end
    return sum
end
jit.off(volatility)

function prices.quote()
    local stop = ngx.now() + (tonumber(ngx.var.arg_ms) or 20) / 1000
    local sum = 0
    repeat
        sum = sum + volatility(2000)
        ngx.update_time()
    until ngx.now() >= stop
    ngx.say(sum > 0 and "dear" or "cheap")
end

return prices
