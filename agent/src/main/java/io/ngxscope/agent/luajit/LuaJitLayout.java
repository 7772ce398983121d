package io.ngxscope.agent.luajit;

import java.util.List;
import java.util.OptionalInt;

/**
 * Where the fields lie in one family of LuaJIT builds, in bytes from the start of each structure. A
 * layout is believed only after {@link VmLocator} has verified it on the live process.
 *
 * @param family the builds that share it, in words
 * @param reason where the numbers come from
 * @param state {@code lua_State}
 * @param global {@code global_State}
 * @param proto {@code GCproto}
 */
public record LuaJitLayout(String family, String reason, State state, Global global, Proto proto) {

  /**
   * {@code lua_State}.
   *
   * @param bytes its size; {@code GG_State} puts the global state of the main thread right behind
   *     it
   * @param glref global state
   * @param base base of the executing function
   * @param stack bottom of the Lua stack
   * @param cframe innermost C frame
   * @param exdata OpenResty's pointer to the request, if the build has it
   * @param exdata2 OpenResty's pointer to the coroutine context, if the build has it
   */
  public record State(
      int bytes,
      int glref,
      int base,
      int stack,
      int cframe,
      OptionalInt exdata,
      OptionalInt exdata2) {}

  /**
   * {@code global_State}.
   *
   * @param gcTotal bytes allocated, as LuaJIT accounts them
   * @param gcState state of the collector, a byte
   * @param vmstate negative: {@code ~LJ_VMST_*}; else the number of the running trace
   * @param mainThread main {@code lua_State}
   * @param registry tagged value of the registry table
   * @param curL {@code lua_State} that executes
   * @param jitBase stack base of compiled code, 0 outside of it
   * @param gcroot array of roots, among them the metatables of whole types
   * @param bytes how much of it to read at once
   */
  public record Global(
      int gcTotal,
      int gcState,
      int vmstate,
      int mainThread,
      int registry,
      int curL,
      int jitBase,
      int gcroot,
      int bytes) {}

  /**
   * {@code GCproto}, the compiled form of one function definition.
   *
   * @param bytes its size; the bytecode follows
   * @param sizebc number of bytecode instructions, of 4 bytes each
   * @param constants pointer into the middle of the constants
   * @param sizeuv number of upvalues, a byte
   * @param chunkname string with the name of the source
   * @param firstline line of the definition
   * @param numline lines of the definition
   * @param lineinfo line of each instruction, relative to the first line
   * @param uvinfo names of the upvalues, zero-terminated one after the other
   * @param varinfo names of the local variables, with the instructions between which each is valid
   */
  public record Proto(
      int bytes,
      int sizebc,
      int constants,
      int sizeuv,
      int chunkname,
      int firstline,
      int numline,
      int lineinfo,
      int uvinfo,
      int varinfo) {}

  private static final Global GLOBAL_GC64 =
      new Global(0x10, 0x21, 0xb8, 0xc0, 0x110, 0x170, 0x178, 0x1a8, 0x180);
  private static final Proto PROTO_GC64 =
      new Proto(0x68, 0x0c, 0x20, 0x3c, 0x40, 0x48, 0x4c, 0x50, 0x58, 0x60);

  /** Every known layout, the most common first. */
  public static final List<LuaJitLayout> KNOWN =
      List.of(
          new LuaJitLayout(
              "OpenResty LuaJIT 2.1 GC64",
              "lj_obj.h of v2.1-agentzh; lua_getexdata (0x60), lua_getexdata2 (0x68) and lua_atpanic (glref 0x10,"
                  + " panic 0x160) decoded from Debian 12's libluajit2 20230119 and Debian 13's 20250117",
              new State(0x70, 0x10, 0x20, 0x38, 0x50, OptionalInt.of(0x60), OptionalInt.of(0x68)),
              GLOBAL_GC64,
              PROTO_GC64),
          new LuaJitLayout(
              "LuaJIT 2.1 GC64",
              "lj_obj.h of v2.1; lua_atpanic decoded from Debian 12's libluajit 2.1.0-beta3+git20220320;"
                  + " no exdata, so lua_State ends at 0x60",
              new State(0x60, 0x10, 0x20, 0x38, 0x50, OptionalInt.empty(), OptionalInt.empty()),
              GLOBAL_GC64,
              PROTO_GC64));
}
