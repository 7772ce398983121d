--- A page of articles. It does nothing wrong itself: what it calls blocks.
local truth = require "truth"
local pricing = require "shop.pricing"
local catalog = {}

function catalog.page()
    local price = pricing.quote(42, truth.ms())
    return "article 42: " .. price
end

return catalog
