--- Cured, for all workers together: a page is pieces in a shared dictionary, outside Lua's memory. A page under one key
-- would become a string of 1 MiB with every get and set, and be as sick as before.
local catalog = require "catalog"

local in_dictionary = {}

local pages = ngx.shared.pages
local template = {}
for at = 1, catalog.size, catalog.piece do
    template[#template + 1] = catalog.template:sub(at, at + catalog.piece - 1)
end
local special = math.floor(catalog.at / catalog.piece) + 1 -- the piece with the line that differs
local before = template[special]:sub(1, catalog.at % catalog.piece)
local after = template[special]:sub(#before + 1 + #catalog.line(0, 0))

local function put(key, piece)
    local done, why = pages:set(key, piece)
    if not done then
        error("the dictionary has no room for " .. key .. ": " .. why)
    end
end

local function render(customer, version)
    for i = 1, #template do
        put(customer .. ":" .. i, i == special and before .. catalog.line(customer, version) .. after or template[i])
    end
end

function in_dictionary.refresh()
    for customer, version in catalog.to_refresh() do
        render(customer, version)
    end
    ngx.say("ok")
end

--- Another worker may write a page while this one reads it; give pieces a version where that matters.
function in_dictionary.page()
    local customer, pieces = catalog.customer(), {}
    for i = 1, #template do
        pieces[i] = pages:get(customer .. ":" .. i)
        if not pieces[i] then
            return ngx.exit(ngx.HTTP_NOT_FOUND)
        end
    end
    ngx.header["Content-Length"] = catalog.size
    ngx.print(pieces)
end

return in_dictionary
