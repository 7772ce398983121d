# gdb commands for nginx and LuaJIT without debug information, made by ngxscope.
#
#   (gdb) source THIS-FILE
#   ngx-request [ADDR]     the request that Lua is working on, or the one at an address
#   ngx-connections        connections in use
#   lua-bt [THREAD]        Lua stack of the running coroutine, or of one at an address
#   lua-bt-all             Lua stacks of all coroutines, equal ones together
#   lua-heap               objects by type
#   lua-str ADDR           a string
#   lua-tab ADDR [N]       the first entries of a table (20)
#   lua-val ADDR           a value on a stack or in a table
#
# The offsets below were verified by ngxscope on a process of the build that it was made for. Before it is used,
# every structure is checked again: on another build the commands say so and print nothing wrong.
import bisect
import ctypes
import gdb
import os
import struct
import time

OFFSETS = @OFFSETS@
VM = @VM@  # lua_State of the main thread, 0: to be found
CYCLE = @CYCLE@  # address of ngx_cycle, 0: to be found
POINTER = (1 << 47) - 1
TYPES = {4: "string", 5: "upvalue", 6: "thread", 7: "proto", 8: "function", 9: "trace", 10: "cdata", 11: "table", 12: "userdata"}
MAX_FRAMES = 200
MAX_OBJECTS = 20000000


class Unreadable(Exception):
    pass


class Deadline:
    """In batch mode a process that serves others stands still: what takes too long is cut, and says so."""
    at = None

    @classmethod
    def passed(cls):
        return cls.at is not None and time.monotonic() > cls.at


def say(text):
    """Text of the target may hold anything: control characters must not reach a terminal."""
    gdb.write("".join(c if c.isprintable() else "\\x%02x" % ord(c) for c in text) + "\n")


class Direct:
    """Memory of a process to which gdb is not attached: read by /proc, in blocks, while the process stands still."""
    BLOCK = 1 << 16

    def __init__(self, pid):
        self.file = os.open("/proc/%d/mem" % pid, os.O_RDONLY)
        self.blocks = {}
        self.starts, self.maps = [], []
        with open("/proc/%d/maps" % pid, errors="replace") as lines:
            for line in lines:
                words = line.split(None, 5)
                start, end = (int(x, 16) for x in words[0].split("-"))
                self.starts.append(start)
                self.maps.append((end, int(words[2], 16), words[5].strip() if len(words) > 5 else ""))

    def block(self, at):
        if at not in self.blocks:
            try:
                self.blocks[at] = os.pread(self.file, self.BLOCK, at)
            except (OSError, OverflowError):
                self.blocks[at] = b""
        return self.blocks[at]

    def read(self, address, length):
        at = address & ~(self.BLOCK - 1)
        data = self.block(at)[address - at : address - at + length]
        if len(data) < length:
            try:
                data = os.pread(self.file, length, address)
            except (OSError, OverflowError):
                data = b""
        if len(data) < length:
            raise Unreadable("memory at 0x%x cannot be read" % address)
        return data

    def place(self, address):
        i = bisect.bisect_right(self.starts, address) - 1
        if i < 0 or address >= self.maps[i][0]:
            return "0x%x" % address
        return "%s+0x%x" % (self.maps[i][2].rsplit("/", 1)[-1], address - self.starts[i] + self.maps[i][1])


DIRECT = None


def read(address, length):
    if length < 0 or length > 1 << 24:
        raise Unreadable("a length of %d makes no sense" % length)
    if DIRECT is not None:
        return DIRECT.read(address, length)
    try:
        return bytes(gdb.selected_inferior().read_memory(address & (1 << 64) - 1, length))
    except gdb.MemoryError:
        raise Unreadable("memory at 0x%x cannot be read" % address)


def u64(address):
    return struct.unpack("<Q", read(address, 8))[0]


def u32(address):
    return struct.unpack("<I", read(address, 4))[0]


def i32(address):
    return struct.unpack("<i", read(address, 4))[0]


def u8(address):
    return read(address, 1)[0]


def symbol(name):
    if name == "ngx_cycle" and CYCLE:
        return CYCLE
    try:
        return int(gdb.parse_and_eval("(unsigned long)&" + name))
    except gdb.error:
        return 0


def type_of(value):
    kind = (~(value >> 47)) & 0x1ffff
    return kind if 4 <= kind <= 12 else -1


def gct(address):
    return u8(address + 9)


def is_thread(address, g):
    try:
        return gct(address) == 6 and u64(address + OFFSETS["L.glref"]) == g
    except Unreadable:
        return False


def main_thread():
    """By nginx's own pointers, or where ngxscope has seen it; believed if it and its global state agree."""
    candidates = [VM] if VM else []
    try:
        cycle, http, lua = (symbol(n) for n in ("ngx_cycle", "ngx_http_module", "ngx_http_lua_module"))
        if cycle and http and lua:
            contexts = u64(u64(cycle))
            main = u64(u64(contexts + 8 * u64(http + 8)))
            candidates.append(u64(u64(main + 8 * u64(lua))))
    except Unreadable:
        pass
    for candidate in candidates:
        g = candidate + OFFSETS["L.size"]
        try:
            if is_thread(candidate, g) and u64(g + OFFSETS["g.mainthref"]) == candidate:
                return candidate, g
        except Unreadable:
            pass
    raise Unreadable("no Lua VM of the build that this file was made for is in this process")


def text(address, length, most=200):
    data = read(address, min(length, most)).decode("utf-8", "replace")
    return data + ("..." if length > most else "")


def lua_string(address, most=200):
    if gct(address) != 4:
        raise Unreadable("0x%x is no string" % address)
    return text(address + 24, u32(address + 20), most)


def value_words(value):
    kind = type_of(value)
    top = value >> 47
    if kind == 4:
        return '"%s"' % lua_string(value & POINTER, 60)
    if kind >= 0:
        return "%s 0x%x" % (TYPES[kind], value & POINTER)
    if top < 0x1fff2:
        return repr(struct.unpack("<d", struct.pack("<Q", value))[0])
    return {0x1ffff: "nil", 0x1fffe: "false", 0x1fffd: "true"}.get(top, "0x%x" % value)


def proto_place(proto, position):
    first, count = i32(proto + OFFSETS["P.firstline"]), i32(proto + OFFSETS["P.numline"])
    name = lua_string(u64(proto + OFFSETS["P.chunkname"])).lstrip("@=")
    info, size = u64(proto + OFFSETS["P.lineinfo"]), u32(proto + OFFSETS["P.sizebc"])
    line = "?"
    if info and 0 < position < size:
        width = 1 if count < 256 else 2 if count < 65536 else 4
        line = first + int.from_bytes(read(info + (position - 1) * width, width), "little")
    elif info and position == 0:
        line = first
    return "function at line %d  %s:%s" % (first, name, line)


def native_name(address):
    if DIRECT is not None:
        return "C function " + DIRECT.place(address)
    found = gdb.execute("info symbol 0x%x" % address, to_string=True).strip()
    if "No symbol matches" in found or " + " in found:
        shared = gdb.solib_name(address) or "the program"
        return "C function 0x%x in %s" % (address, shared.rsplit("/", 1)[-1])
    return found.split(" ")[0]


def function_words(function, pc):
    if gct(function) != 8:
        raise Unreadable("0x%x is no function" % function)
    ffid = u8(function + 10)
    if ffid == 1:
        return native_name(u64(function + 0x28))
    if ffid > 1:
        return "built-in #%d" % ffid
    code = u64(function + 0x20)
    proto = code - OFFSETS["P.size"]
    if gct(proto) != 7:
        raise Unreadable("its prototype is gone")
    position = ((pc - code) >> 2) - 1 if pc else -1
    return proto_place(proto, position)


def frames(thread, base, pc):
    """From the innermost to the outermost, as lj_frame.h lays them out with 64-bit references."""
    bottom = u64(thread + OFFSETS["L.stack"]) + 8
    frame, out = base - 8, []
    while frame > bottom and len(out) < MAX_FRAMES:
        link, function = u64(frame), u64(frame - 8) & POINTER
        kind = link & 7
        if kind != 3 and function != thread:
            out.append(function_words(function, pc))
        if kind & 3 == 0:
            pc = link
            delta = 16 + (u8(link - 3) << 3)
        else:
            delta = link & ~7
            pc = u64(frame - 16) if kind == 2 else pc if kind == 3 else 0
        if delta <= 0:
            raise Unreadable("the stack contradicts itself")
        frame -= delta
    return out


def thread_frames(thread, g):
    if not is_thread(thread, g):
        raise Unreadable("0x%x is no coroutine of this VM" % thread)
    cframe = u64(thread + OFFSETS["L.cframe"]) & ~3
    pc = u64(cframe + 24) if cframe else 0
    base = u64(thread + OFFSETS["L.base"])
    if i32(g + OFFSETS["g.vmstate"]) >= 0 and u64(g + OFFSETS["g.cur_L"]) == thread and u64(g + OFFSETS["g.jit_base"]):
        base, pc = u64(g + OFFSETS["g.jit_base"]), 0
    return frames(thread, base, pc)


def objects(g):
    at, seen = u64(g + OFFSETS["g.root"]), 0
    while at and seen < MAX_OBJECTS:
        if Deadline.passed():
            say("  (cut: the time for which the process may stand still is over)")
            return
        head = read(at, 16)
        yield at, head[9]
        at = struct.unpack("<Q", head[:8])[0]
        seen += 1


class Command(gdb.Command):
    def __init__(self, name):
        self.__class__.__doc__ = self.__class__.__doc__ or name
        super().__init__(name, gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        try:
            self.run(gdb.string_to_argv(argument))
        except Unreadable as e:
            say("%s" % e)
        except gdb.error as e:
            say("gdb: %s" % e)

    @staticmethod
    def address(words, what):
        if not words:
            raise Unreadable("which %s? give its address" % what)
        return int(gdb.parse_and_eval(words[0])) & (1 << 64) - 1


class LuaBt(Command):
    """lua-bt [THREAD]: Lua stack of the running coroutine, or of the one at an address."""

    def run(self, words):
        main, g = main_thread()
        thread = self.address(words, "coroutine") if words else u64(g + OFFSETS["g.cur_L"])
        if not thread:
            say("no Lua is running")
            return
        runs = words or u64(thread + OFFSETS["L.cframe"]) & ~3
        say("coroutine 0x%x%s" % (thread, "" if runs else ", which is not running: it was the last one that did"))
        for line in thread_frames(thread, g):
            say("  " + line)


class LuaBtAll(Command):
    """lua-bt-all: Lua stacks of all coroutines, equal ones together."""

    def run(self, words):
        main, g = main_thread()
        groups, bad = {}, 0
        for at, kind in objects(g):
            if kind == 6:
                try:
                    key = tuple(thread_frames(at, g))
                    if key:
                        groups.setdefault(key, []).append(at)
                except Unreadable:
                    bad += 1
        for key, threads in sorted(groups.items(), key=lambda e: -len(e[1])):
            say("%d coroutines, such as 0x%x" % (len(threads), threads[0]))
            for line in key:
                say("  " + line)
        say("%d coroutines with a stack, %d not readable" % (sum(map(len, groups.values())), bad))


class LuaHeap(Command):
    """lua-heap: how many objects of each type there are, and what LuaJIT has counted."""

    def run(self, words):
        main, g = main_thread()
        say("%d bytes as LuaJIT counts them, %d strings" % (u64(g + OFFSETS["g.total"]), u32(g + OFFSETS["g.strnum"])))
        counts = {}
        for at, kind in objects(g):
            counts[kind] = counts.get(kind, 0) + 1
        for kind, count in sorted(counts.items(), key=lambda e: -e[1]):
            say("%10d  %s" % (count, TYPES.get(kind, "type %d" % kind)))


class LuaStr(Command):
    """lua-str ADDR: a string."""

    def run(self, words):
        at = self.address(words, "string")
        say('"%s"  %d bytes' % (lua_string(at, 4000), u32(at + 20)))


class LuaTab(Command):
    """lua-tab ADDR [N]: the first entries of a table."""

    def run(self, words):
        at = self.address(words, "table")
        most = int(words[1]) if len(words) > 1 else 20
        if gct(at) != 11:
            raise Unreadable("0x%x is no table" % at)
        array, node, asize, hmask = u64(at + 16), u64(at + 0x28), u32(at + 0x30), u32(at + 0x34)
        say("table 0x%x, array of %d, hash of %d" % (at, max(0, asize - 1), hmask + 1 if hmask else 0))
        shown = 0
        for i in range(1, min(asize, 1 << 20)):
            value = u64(array + 8 * i)
            if value != (1 << 64) - 1 and shown < most:
                say("  [%d] = %s" % (i, value_words(value)))
                shown += 1
        for i in range(0, min(hmask + 1, 1 << 20)):
            value, key = u64(node + 24 * i), u64(node + 24 * i + 8)
            if value != (1 << 64) - 1 and shown < most:
                say("  [%s] = %s" % (value_words(key), value_words(value)))
                shown += 1
        if shown == most:
            say("  ...")


class LuaVal(Command):
    """lua-val ADDR: a value on a stack or in a table."""

    def run(self, words):
        say(value_words(u64(self.address(words, "value"))))


def ngx_str(address, most=300):
    length = u64(address)
    return text(u64(address + 8), length, most) if 0 < length < 1 << 20 else ""


def request_words(r):
    if u32(r) != 0x50545448:
        raise Unreadable("0x%x is no request" % r)
    if "r.uri" not in OFFSETS:
        return "request 0x%x" % r
    method = ngx_str(r + OFFSETS["r.method"]) if "r.method" in OFFSETS else ""
    started = u64(r + OFFSETS["r.uri"] - 48)
    return "request 0x%x  %s %s  since %s" % (r, method, ngx_str(r + OFFSETS["r.uri"]), time.strftime("%H:%M:%S", time.localtime(started)) if 0 < started < 1 << 33 else "?")


class NgxRequest(Command):
    """ngx-request [ADDR]: the request that Lua is working on, or the one at an address."""

    def run(self, words):
        if words:
            say(request_words(self.address(words, "request")))
            return
        main, g = main_thread()
        thread = u64(g + OFFSETS["g.cur_L"])
        request = u64(thread + OFFSETS["L.exdata"]) if thread and "L.exdata" in OFFSETS else 0
        running = thread and u64(thread + OFFSETS["L.cframe"]) & ~3
        if not running or not request:
            say("no Lua is running for a request")
            return
        say(request_words(request))


class NgxConnections(Command):
    """ngx-connections: connections in use, with the requests that they carry."""

    def run(self, words):
        cycle = symbol("ngx_cycle")
        if "cycle.connections" not in OFFSETS or not cycle:
            raise Unreadable("where nginx keeps its connections is not known")
        at = u64(cycle) + OFFSETS["cycle.connections"]
        count, table, stride = u64(at - 16), u64(at), OFFSETS["connection.size"]
        if u64(table + 8) != u64(at + 8) or u64(table + 16) != u64(at + 16) or count > 1 << 22:
            raise Unreadable("the table of connections is not where it was in the build of this file")
        used = 0
        for i in range(count):
            if Deadline.passed():
                say("  (cut: the time for which the process may stand still is over)")
                break
            c = table + i * stride
            head = struct.unpack("<QQQi", read(c, 28))
            if head[3] < 0 or head[3] == 0 and not head[0]:
                continue
            used += 1
            what = ""
            try:
                what = request_words(head[0]) if head[0] and u32(head[0]) == 0x50545448 else ""
            except Unreadable:
                pass
            say("connection 0x%x  fd %d  %s" % (c, head[3], what))
        say("%d connections in use, of %d" % (used, count))


for _name, _class in (("lua-bt", LuaBt), ("lua-bt-all", LuaBtAll), ("lua-heap", LuaHeap), ("lua-str", LuaStr),
                      ("lua-tab", LuaTab), ("lua-val", LuaVal), ("ngx-request", NgxRequest),
                      ("ngx-connections", NgxConnections)):
    _class(_name)


PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_DETACH, WALL = 0x4206, 0x4207, 17, 0x40000000


def ngxscope_batch(pid, commands, seconds):
    """
    Stops the process, runs commands, lets it go on, and says for how long it stood still at most. gdb is not attached:
    it would read symbols first, for a second. If this program dies, the kernel lets the process go on.
    """
    global DIRECT
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    DIRECT = Direct(pid)
    out = []
    if libc.ptrace(PTRACE_SEIZE, pid, None, None) != 0:
        raise gdb.GdbError("the process cannot be traced: " + os.strerror(ctypes.get_errno()))
    begin = time.monotonic()
    libc.ptrace(PTRACE_INTERRUPT, pid, None, None)
    os.waitpid(pid, WALL)
    Deadline.at = time.monotonic() + seconds
    DIRECT.blocks.clear()
    try:
        for command in commands:
            out.append("== " + command + "\n")
            out.append(gdb.execute(command, to_string=True))
    finally:
        libc.ptrace(PTRACE_DETACH, pid, None, None)
        stopped = time.monotonic() - begin
        Deadline.at = None
    gdb.write("".join(out))
    gdb.write("stopped for %.1f ms at most\n" % (stopped * 1e3))
