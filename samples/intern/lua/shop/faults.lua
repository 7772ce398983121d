--- Errors that are thrown while strings are made, or around it. All of them are caught: a request is answered "ok".
local faults = {}

local function must_fail(what, action, ...)
    local ok = pcall(action, ...)
    if ok then
        error(what .. " was expected to fail")
    end
end

--- A string that is longer than LuaJIT allows, and one that no memory is there for.
local function too_large()
    must_fail("a string of 3 GiB", string.rep, "xxxx", 805306368)
    must_fail("a string too large for its buffer", string.rep, string.rep("x", 1048576), 4096)
end

--- Errors with messages, which are strings: new ones each time.
local function messages()
    must_fail("a bad argument", ngx.sleep, "x" .. ngx.now())
    must_fail("no number", function() return {} + 1 end)
    must_fail("an error of our own", error, "price " .. math.random() .. " is gone")
end

--- Errors out of callbacks of C functions.
local function callbacks()
    must_fail("gsub", string.gsub, "abc", "%w", function(c) error("bad " .. c .. math.random()) end)
    must_fail("sort", table.sort, { 3, 1, 2 }, function() error("cannot compare " .. math.random()) end)
    must_fail("__index", function() return setmetatable({}, { __index = function(_, k) error(k .. math.random()) end }).x end)
end

function faults.all()
    messages()
    callbacks()
    if ngx.var.arg_large then
        too_large()
    end
    ngx.say("ok")
end

return faults
