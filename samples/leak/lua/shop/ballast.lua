--- A heap of a known size and of many small objects, for measurements: about 70 bytes for each object, as in the
-- heaps of real applications.
local ballast = { shelves = {} }
local serial = 0

function ballast.fill(megabytes)
    local until_kib = collectgarbage("count") + megabytes * 1024
    while collectgarbage("count") < until_kib do
        local shelf = {}
        for i = 1, 1000 do
            serial = serial + 1
            shelf[i] = { "item " .. serial, serial }
        end
        ballast.shelves[#ballast.shelves + 1] = shelf
    end
end

return ballast
