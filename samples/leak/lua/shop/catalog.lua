--- KEEPS, and that is right: a cache of the last 2000 products. It fills, and then it stays.
local truth = require "truth"
local catalog = {}
local SIZE = 2000
local products, order, first, last = {}, {}, 1, 0

function catalog.product()
    local id = truth.text("product-", 40)
    local page = truth.text("<html>", 1500)
    products[id] = page -- KEEPS: catalog
    last = last + 1
    order[last] = id
    truth.keep("catalog", truth.string(id) + truth.string(page))
    if last - first >= SIZE then
        local oldest = order[first]
        truth.drop("catalog", truth.string(oldest) + truth.string(products[oldest]))
        products[oldest] = nil
        order[first] = nil
        first = first + 1
    end
end

return catalog
