--- What is cached: a price list of 1 MiB for each customer. All lists are the same but for one line, which names the
-- customer and the version of the prices.
local ffi = require "ffi"

local catalog = {
    size = 1048576, -- bytes of a page
    at = 700000, -- where the line begins that differs
    customers = 64, -- as many pages as a cache holds
    piece = 16384, -- bytes of a page that are answered at a time; divides size
}

local function template()
    local rows, row = {}, 0
    for i = 1, catalog.size / 64 do
        row = row + 1
        rows[row] = string.format("item %08d  a thing to be sold  price %08d  in stock, today\n", i, i * 7 % 100000):sub(1, 63) .. "\n"
    end
    return table.concat(rows, "", 1, row):sub(1, catalog.size)
end

--- The page of nobody.
catalog.template = template()
assert(#catalog.template == catalog.size)

--- The line that differs; always as long.
function catalog.line(customer, version)
    return string.format("customer %08d version %08d\n", customer, version)
end

local version = 0

--- ?count= pairs of customer and version to render, the next customers in turn.
function catalog.to_refresh()
    local last = version + math.min(tonumber(ngx.var.arg_count) or 8, 1000)
    return function()
        if version < last then
            version = version + 1
            return version % catalog.customers, version
        end
    end
end

--- The customer asked for, a whole number from 0; ends the request with 404 where there can be none.
function catalog.customer()
    local number = tonumber(ngx.var.arg_customer)
    if not number or number < 0 or number >= catalog.customers or number % 1 ~= 0 then
        return ngx.exit(ngx.HTTP_NOT_FOUND)
    end
    return number
end

return catalog
