-- Every function here parks the coroutine that calls it, in one way each, on a line with a name.
local semaphore = require "ngx.semaphore"

local _M = {}

local sleepers = 0

local function connected(port)
  local sock = ngx.socket.tcp()
  assert(sock:connect("127.0.0.1", port))
  return sock
end

function _M.receive(port)
  local sock = connected(port)
  local line = sock:receive("*l") -- parks here: receive
  ngx.say(line)
end

function _M.until_mark(port)
  local reader = connected(port):receiveuntil("--end--")
  local text = reader() -- parks here: until_mark
  ngx.say(text)
end

function _M.send(port)
  local sock = connected(port)
  local body = string.rep("x", 32 * 1024 * 1024)
  local sent = sock:send({ "POST /silent HTTP/1.0\r\nContent-Length: ", #body, "\r\n\r\n", body }) -- parks here: send
  ngx.say(sent)
end

function _M.connect(port)
  local sock = ngx.socket.tcp()
  local ok = sock:connect("127.0.0.1", port) -- parks here: connect
  ngx.say(ok)
end

function _M.sleep()
  ngx.sleep(500) -- parks here: sleep
end

function _M.semaphore()
  local sema = assert(semaphore.new())
  local ok = sema:wait(500) -- parks here: semaphore
  ngx.say(ok)
end

function _M.body()
  ngx.req.read_body() -- parks here: body
  ngx.say("read")
end

function _M.subrequest()
  local answer = ngx.location.capture("/inner") -- parks here: subrequest
  ngx.say(answer.status)
end

-- A coroutine that a request has resumed, and that waits itself.
function _M.wrapped()
  local step = coroutine.wrap(function()
    ngx.sleep(400) -- parks here: wrapped
  end)
  step() -- parks here: resumed
end

local function nap()
  sleepers = sleepers + 1
  ngx.sleep(500) -- parks here: nap
end

local function other_nap()
  sleepers = sleepers + 1
  ngx.sleep(450) -- parks here: other_nap
end

function _M.threads()
  local one, two = ngx.thread.spawn(nap), ngx.thread.spawn(nap)
  ngx.thread.wait(one, two) -- parks here: threads
  ngx.say("woken")
end

local function tick() end -- parks here: tick

function _M.timer()
  assert(ngx.timer.at(3000, tick))
end

function _M.many(n)
  local all = {}
  for i = 1, n do
    all[i] = ngx.thread.spawn(i % 4 == 0 and other_nap or nap)
  end
  ngx.thread.wait(all[1]) -- parks here: many
end

function _M.asleep()
  return sleepers
end

return _M
