--- A handler in a file of its own: its functions are local to the chunk, and nothing but the chunk knows them.
local stay = require "stay"

local function render(leaf)
    local result = leaf() -- @file.render
    return result
end

local function page(leaf)
    local result = render(leaf) -- @file.page
    return result
end

-- STACK file: file.chunk, run, file.page, file.render, leaf
stay.run(page) -- @file.chunk
ngx.say("ok")
