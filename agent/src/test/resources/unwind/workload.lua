-- Every shape of stack that a worker can have; each kind runs for about the given seconds.
local ffi = require "ffi"
local M = {}

ffi.cdef [[
  void qsort(void *base, size_t n, size_t size, int (*compare)(const int *, const int *));
  int usleep(unsigned int);
  size_t strlen(const char *);
  char *strstr(const char *, const char *);
]]

local function while_time(seconds, step)
  local stop = os.clock() + seconds
  repeat local r = step() until os.clock() >= stop
end

local function deep(n)
  if n == 0 then return string.rep("x", 10):len() end
  return 1 + deep(n - 1)
end

local function interpreted()
  local sum = 0
  for i = 1, 20000 do sum = sum + i % 7 end
  return sum
end
jit.off(interpreted)
jit.off(deep)

function M.interpreted(s) while_time(s, interpreted) end
function M.deep(s) while_time(s, function() return deep(150) end) end

function M.compiled(s)
  while_time(s, function()
    local sum = 0
    for i = 1, 2000000 do sum = sum + bit.bxor(i, sum) % 3 end
    return sum
  end)
end

function M.sort(s)
  while_time(s, function()
    local t = {}
    for i = 1, 3000 do t[i] = (i * 7919) % 3001 end
    table.sort(t, function(a, b) return a < b end)
  end)
end

function M.gsub(s)
  local text = string.rep("abc def ", 500)
  while_time(s, function() return (text:gsub("%w+", function(w) return w:upper() end)) end)
end

function M.digest(s)
  local text = string.rep("0123456789abcdef", 65536)
  while_time(s, function() return ngx.md5(text) .. ngx.sha1_bin(text) end)
end

function M.regex(s)
  local text = string.rep("a", 26)
  while_time(s, function() return ngx.re.find(text .. "!", "^(a+)+$", "jo") end)
end

function M.pattern(s)
  local text = string.rep("a", 300)
  while_time(s, function() return text:find(".-.-.-b") end)
end

function M.callback(s)
  local n = 2000
  local array = ffi.new("int[?]", n)
  local compare = ffi.cast("int (*)(const int *, const int *)", function(a, b)
    return a[0] < b[0] and -1 or a[0] > b[0] and 1 or 0
  end)
  while_time(s, function()
    for i = 0, n - 1 do array[i] = (i * 7919) % 2003 end
    ffi.C.qsort(array, n, 4, compare)
  end)
  compare:free()
end

function M.ffi(s)
  local text = string.rep("a", 100000)
  while_time(s, function()
    local sum = 0
    for _ = 1, 1000 do sum = sum + tonumber(ffi.C.strlen(text)) end
    return sum
  end)
end

function M.coroutine(s)
  while_time(s, function()
    local co = coroutine.create(function()
      for _ = 1, 50 do
        interpreted()
        coroutine.yield()
      end
    end)
    while coroutine.status(co) ~= "dead" do coroutine.resume(co) end
  end)
end

function M.pcall(s)
  while_time(s, function()
    pcall(function() xpcall(function() interpreted(); error("x") end, debug.traceback) end)
  end)
end

function M.garbage(s)
  local keep = {}
  while_time(s, function()
    for i = 1, 2000 do keep[i] = { i, tostring(i), { i } } end
  end)
end

function M.metamethods(s)
  local meta = { __index = function(_, k) return k end, __add = function(a) interpreted(); return a end }
  local object = setmetatable({}, meta)
  while_time(s, function() return (object + object).x end)
end

function M.strings(s)
  while_time(s, function()
    local t = {}
    for i = 1, 3000 do t[i] = "key" .. i end
    return table.concat(t, ",")
  end)
end

function M.usleep(s) ffi.C.usleep(s * 1e6) end
function M.execute(s) os.execute("sleep " .. s) end

function M.popen(s)
  local p = io.popen("sleep " .. s)
  p:read("*a")
  p:close()
end

M.kinds = { "interpreted", "deep", "compiled", "sort", "gsub", "digest", "regex", "pattern", "callback", "ffi",
  "coroutine", "pcall", "garbage", "metamethods", "strings" }
M.blocked = { "usleep", "execute", "popen" }

return M
