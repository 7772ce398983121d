package io.ngxscope.agent.probe;

import java.util.Arrays;
import java.util.Optional;

/**
 * What ngxscope finds out about a worker and fills into a script. A script names the facts that it
 * needs; one that cannot be found out is a reason why the script cannot run.
 */
public enum Fact {
  /** Process number in the initial PID namespace. */
  WORKER_PID("worker.pid", "number of the worker"),
  /** {@code startstack} of {@code /proc/PID/stat}, and the word above it. */
  STACK_TOP("stack.top", "address behind the main thread's stack"),
  /**
   * {@code THREAD_SIZE - sizeof(struct pt_regs)}: where the registers lie that the thread had when
   * it entered the kernel, counted from {@code task_struct.stack}.
   */
  PT_REGS("kernel.pt_regs", "offset of the saved registers in the kernel stack, in bytes"),
  /** {@code global_State} of the first VM. */
  VM_G("vm.g", "address of the Lua VM's global state"),
  /** {@code global_State} of the second VM: nginx has one for http and one for stream. */
  VM2_G("vm2.g", "address of the second Lua VM's global state"),
  /** {@code lua_State.base}. */
  VM_L_BASE("vm.L.base", "offset of base in lua_State"),
  /** {@code lua_State.stack}. */
  VM_L_STACK("vm.L.stack", "offset of stack in lua_State"),
  /** {@code lua_State.cframe}. */
  VM_L_CFRAME("vm.L.cframe", "offset of cframe in lua_State"),
  /** OpenResty's {@code lua_State.exdata}: the request. */
  VM_L_EXDATA("vm.L.exdata", "offset of exdata in lua_State"),
  /** OpenResty's {@code lua_State.exdata2}: the coroutine context. */
  VM_L_EXDATA2("vm.L.exdata2", "offset of exdata2 in lua_State"),
  /** {@code global_State.gc.total}. */
  VM_G_GC_TOTAL("vm.g.gc_total", "offset of gc.total in global_State"),
  /** {@code global_State.vmstate}. */
  VM_G_VMSTATE("vm.g.vmstate", "offset of vmstate in global_State"),
  /** {@code global_State.cur_L}. */
  VM_G_CUR_L("vm.g.cur_L", "offset of cur_L in global_State"),
  /** {@code global_State.jit_base}. */
  VM_G_JIT_BASE("vm.g.jit_base", "offset of jit_base in global_State"),
  /** {@code sizeof(GCproto)}: the bytecode follows it. */
  VM_PROTO_SIZE("vm.proto.size", "size of GCproto, in bytes"),
  /** {@code GCproto.firstline}; {@code numline} follows. */
  VM_PROTO_FIRSTLINE("vm.proto.firstline", "offset of firstline in GCproto"),
  /** {@code ngx_http_request_t.uri}. */
  REQUEST_URI("request.uri", "offset of the path in ngx_http_request_t"),
  /** {@code ngx_http_request_t.unparsed_uri}. */
  REQUEST_UNPARSED_URI(
      "request.unparsed_uri", "offset of the path with its query string in ngx_http_request_t"),
  /** {@code ngx_http_request_t.method_name}. */
  REQUEST_METHOD("request.method", "offset of the method in ngx_http_request_t"),
  /** {@code ngx_http_request_t.ctx}. */
  REQUEST_CTX("request.ctx", "offset of the modules' contexts in ngx_http_request_t"),
  /** {@code 8 * ngx_http_lua_module.ctx_index}. */
  CTX_SLOT("request.ctx.lua", "offset of the Lua module's context among those of all modules"),
  /** {@code ngx_http_lua_ctx_t.context}. */
  CTX_PHASE("request.ctx.phase", "offset of the phase in the Lua module's context"),
  /** First address of the interpreter in the process. */
  INTERPRETER_START("vm.interpreter.start", "address of the interpreter's first byte"),
  /** Address behind the interpreter in the process. */
  INTERPRETER_END("vm.interpreter.end", "address behind the interpreter"),
  /** File of the object that contains LuaJIT, as the tracer can open it. */
  LUAJIT_FILE("luajit.file", "the file that contains LuaJIT"),
  /** Address in that file at which calls of {@code lj_gc_step} are probed. */
  GC_STEP_SITE("luajit.gc_step", "a cheap instruction of lj_gc_step that every call executes"),
  /** The same for {@code lj_str_new(L, str, len)}; its arguments are as at its entry. */
  STR_NEW_SITE("luajit.str_new", "a cheap instruction of lj_str_new that every call executes"),
  /** Where it returns, as probes: dear ones. */
  STR_NEW_RETURNS("luajit.str_new.returns", "where lj_str_new returns"),
  /** The same for the allocator in force, {@code lj_alloc_f(msp, ptr, osize, nsize)}. */
  ALLOC_SITE("luajit.alloc", "a cheap instruction of the allocator that every call executes"),
  /** Right behind its calls, where {@code rax} is its result; releases are not among them. */
  ALLOC_RESULTS("luajit.alloc.results", "cheap instructions right behind calls of the allocator"),
  /** Where {@code lj_str_new} compares contents, as a probe: {@code arg2} bytes of them. */
  STR_COMPARE("luajit.str_new.compare", "where lj_str_new compares contents"),
  /** Where it allocates a string that is new. */
  STR_ALLOCATE("luajit.str_new.allocate", "where lj_str_new allocates a new string"),
  /** Where it doubles the table. */
  STR_RESIZE("luajit.str_new.resize", "where lj_str_new makes the table larger"),
  /** Where it has a chain hashed anew, and is called once more for the same string. */
  STR_REHASH("luajit.str_new.rehash", "where lj_str_new has a chain hashed anew"),
  /** Where the interpreter returns to C when a function has finished. */
  RESUME_FINISHED("luajit.resume.finished", "where the interpreter returns to C"),
  /** Where it leaves by a yield or an error, with the status in {@code eax}. */
  RESUME_LEAVING("luajit.resume.leaving", "where the interpreter leaves by a yield or an error");

  private final String key;
  private final String words;

  Fact(String key, String words) {
    this.key = key;
    this.words = words;
  }

  /** Its name in scripts. */
  public String key() {
    return key;
  }

  /** What it is, in words. */
  public String words() {
    return words;
  }

  /** The fact of a name. */
  public static Optional<Fact> of(String key) {
    return Arrays.stream(values()).filter(f -> f.key.equals(key)).findFirst();
  }
}
