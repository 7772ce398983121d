--- Sick: each page is a Lua string. Lua has every string only once, so a new one is compared with all that look the same
-- to its hash function, which reads a few bytes of a long string: here with every page that is still there, alive or not
-- collected yet, up to the byte in which they differ.
local catalog = require "catalog"

local as_strings = {}

local head = catalog.template:sub(1, catalog.at)
local tail = catalog.template:sub(catalog.at + 1 + #catalog.line(0, 0))
local pages = {}

function as_strings.refresh()
    for customer, version in catalog.to_refresh() do
        pages[customer] = head .. catalog.line(customer, version) .. tail -- BLOCKS: intern
    end
    ngx.say("ok")
end

-- Interpreted, so that its line is known: compiled code notes lines only where it may be left. The cost is in C anyway.
jit.off(as_strings.refresh)

function as_strings.page()
    local page = pages[catalog.customer()]
    if not page then
        return ngx.exit(ngx.HTTP_NOT_FOUND)
    end
    ngx.header["Content-Length"] = catalog.size
    ngx.print(page)
end

return as_strings
