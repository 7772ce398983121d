--- Cured: each page is bytes in a buffer that is written anew in place. No string of its size ever exists.
local ffi = require "ffi"
local catalog = require "catalog"

local in_buffers = {}

local Buffer = ffi.typeof("uint8_t[?]")
local pages = {}

local function render(customer, version)
    local page = pages[customer]
    if not page then
        page = Buffer(catalog.size)
        pages[customer] = page
    end
    local line = catalog.line(customer, version)
    ffi.copy(page, catalog.template, catalog.size)
    ffi.copy(page + catalog.at, line, #line)
end

function in_buffers.refresh()
    for customer, version in catalog.to_refresh() do
        render(customer, version)
    end
    ngx.say("ok")
end

--- ngx.print takes strings only: small pieces, most of which exist already. Nothing yields between them, so that no page
-- changes while it is answered.
function in_buffers.page()
    local page = pages[catalog.customer()]
    if not page then
        return ngx.exit(ngx.HTTP_NOT_FOUND)
    end
    ngx.header["Content-Length"] = catalog.size
    for at = 0, catalog.size - 1, catalog.piece do
        ngx.print(ffi.string(page + at, catalog.piece))
    end
end

return in_buffers
