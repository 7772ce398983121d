--- Keeps nothing: tables and strings that die with their request.
local render = {}
local serial = 0

function render.page()
    local rows = {}
    for i = 1, 200 do
        serial = serial + 1
        rows[i] = { id = serial, name = "row " .. serial, cells = { serial, serial + 1 } }
    end
    return #rows .. " rows\n"
end

return render
