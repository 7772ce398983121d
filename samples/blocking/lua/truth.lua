--- The truth about every block: when it really began, how long it really took, and on which line.
--
-- A test that traces this sample compares what the tracer claims with what is written here. So that the truth does
-- not disturb what it measures: clocks are read through FFI (`ngx.update_time` would move nginx's cached time, which
-- is what a watcher looks at), and a record is one write(2) to a file that was opened when the worker started.
--
-- The line that blocks carries the comment `-- BLOCKS: name`. File, line and function are read from the source once,
-- when it is loaded; nothing is written down twice.
local ffi = require "ffi"

ffi.cdef [[
typedef struct { long seconds; long nanoseconds; } truth_timespec;
int clock_gettime(int clock, truth_timespec *time);
int nanosleep(const truth_timespec *wanted, truth_timespec *left);
int open(const char *path, int flags, ...);
long write(int fd, const void *bytes, size_t count);
int poll(void *fds, unsigned long count, int timeout_ms);
int usleep(unsigned int microseconds);
int mkfifo(const char *path, unsigned int mode);
int unlink(const char *path);
]]

local CLOCK_REALTIME, CLOCK_MONOTONIC = 0, 1
-- open(2) flags of Linux on x86-64 and arm64: O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC.
local APPEND = 0x1 + 0x40 + 0x400 + 0x80000
local MAX_MS = 10000

local C = ffi.C
local truth = { C = C }
local clock = ffi.new("truth_timespec[1]")
local log_fd = -1

local function microseconds(which)
    C.clock_gettime(which, clock)
    return tonumber(clock[0].seconds) * 1e6 + tonumber(clock[0].nanoseconds) / 1e3
end

--- Opens this worker's way to the truth file; call it in init_worker.
function truth.open()
    local mode = ffi.cast("int", 384) -- 0600
    log_fd = C.open(ngx.config.prefix() .. "logs/truth.jsonl", APPEND, mode)
    if log_fd < 0 then
        ngx.log(ngx.ERR, "cannot open the truth file: errno ", ffi.errno())
    end
end

--- Milliseconds on a clock that only goes forward; for deadlines.
function truth.now_ms()
    return microseconds(CLOCK_MONOTONIC) / 1e3
end

--- How long the request wants to block: the argument `ms`, 0 to 10000, 50 if it says nothing useful.
function truth.ms()
    local wanted = tonumber(ngx.var.arg_ms) or 50
    return math.min(math.max(wanted, 0), MAX_MS)
end

-- ---- marks: where the blocking lines are ----

local Source = {}
Source.__index = Source

--- Finds `-- BLOCKS: name` in a file, with the function around each (the last one that began above it).
local function marks_of(path)
    local marks, number, name, first = {}, 0, nil, 0
    for text in assert(io.open(path)):lines() do
        number = number + 1
        local mark = text:match("%-%- BLOCKS: ([%w-]+)$")
        if mark then
            marks[mark] = { line = number, func = name, func_line = first }
        elseif text:find("^%s*local function ") or text:find("^%s*function ") then
            name, first = text:match("function [%w_.:]-([%w_]+)%("), number
        end
    end
    return marks
end

local sources = {}

--- The marks of the calling source. Code inside nginx.conf has no file: its mark is the line below the call of start.
function truth.here()
    local source = debug.getinfo(2, "S").source
    local known = sources[source]
    if not known then
        local path = source:match("^@(.+)")
        known = setmetatable({ file = path or source, marks = path and marks_of(path) }, Source)
        sources[source] = known
    end
    return known
end

-- ---- blocks ----

local Block = {}
Block.__index = Block

--- A block begins now.
-- @param name the name in the mark
-- @param kind "on-cpu" or "off-cpu": what the worker does for most of the block
-- @param innermost false if Lua functions called from the marked line, not the line itself, use up the time
function Source:start(name, kind, innermost)
    local mark = self.marks and self.marks[name]
    if not mark then
        assert(not self.marks, "no mark BLOCKS: " .. name)
        mark = { line = debug.getinfo(2, "l").currentline + 1, func_line = 0 }
    end
    local block = { source = self, name = name, kind = kind, innermost = innermost ~= false, mark = mark }
    block.unix_us = microseconds(CLOCK_REALTIME)
    block.from_us = microseconds(CLOCK_MONOTONIC)
    return setmetatable(block, Block)
end

local function quoted(text)
    if not text then
        return "null"
    end
    return '"' .. text:gsub('[%c"\\]', function(c)
        return string.format("\\u%04x", c:byte())
    end) .. '"'
end

--- The block is over; writes its record.
function Block:stop()
    local took_us = microseconds(CLOCK_MONOTONIC) - self.from_us
    local phase = ngx.get_phase()
    local uri, method
    if phase ~= "timer" then
        uri, method = ngx.var.uri, ngx.var.request_method
    end
    local mark = self.mark
    local record = string.format(
        '{"pid":%d,"start_unix_us":%.0f,"duration_us":%.0f,"name":%s,"kind":%s,"phase":%s,"method":%s,"uri":%s,'
            .. '"function":%s,"function_line":%d,"file":%s,"line":%d,"innermost":%s}\n',
        ngx.worker.pid(), self.unix_us, took_us, quoted(self.name), quoted(self.kind), quoted(phase), quoted(method),
        quoted(uri), quoted(mark.func), mark.func_line, quoted(self.source.file), mark.line, tostring(self.innermost))
    C.write(log_fd, record, #record)
end

return truth
