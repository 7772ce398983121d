--- A JSON encoder in plain Lua, as they are found in applications: recursive, concatenating, and not fast.
local plain_json = {}

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local function escape(c)
    return escapes[c] or string.format("\\u%04x", c:byte())
end

local encode

local function encode_list(list)
    local out = {}
    for i = 1, #list do
        out[i] = encode(list[i])
    end
    return "[" .. table.concat(out, ",") .. "]"
end

local function encode_object(object)
    local out = {}
    for key, value in pairs(object) do
        out[#out + 1] = encode(tostring(key)) .. ":" .. encode(value)
    end
    return "{" .. table.concat(out, ",") .. "}"
end

function encode(value)
    local kind = type(value)
    if kind == "string" then
        return '"' .. value:gsub('[%c"\\]', escape) .. '"'
    elseif kind == "table" then
        local text = (value[1] ~= nil or next(value) == nil) and encode_list(value) or encode_object(value)
        return text
    end
    return tostring(value)
end

--- The JSON text of a value made of tables, strings, numbers and booleans; a table with a first element is a list.
function plain_json.encode(value)
    local text = encode(value)
    return text
end

return plain_json
