package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.util.Optional;

/** Says in a few words what a value or an object of a VM is. */
public final class LuaValues {
  private static final int MAX_TEXT = 60;

  private final LuaVm vm;
  private final RemoteMemory memory;

  /** Readies one VM. */
  public LuaValues(LuaVm vm) {
    this.vm = vm;
    this.memory = vm.memory();
  }

  /**
   * An object by its head; empty if it is none that is certain.
   *
   * @param address of it
   * @param second its second word, which holds the type
   * @param third its third word
   */
  public String object(long address, long second, long third) {
    int type = (int) (second >>> 8) & 0xff;
    if (type == Gc64.THREAD && third == vm.address().global()) {
      return address == vm.address().mainThread()
          ? "lua_State (main thread)"
          : "lua_State (coroutine)";
    }
    return address == vm.address().global() ? "global_State" : "";
  }

  /** A tagged value that holds an object whose type agrees; empty for all others. */
  public String value(long value) {
    int type = Gc64.type(value);
    long at = Gc64.pointer(value);
    byte[] there = new byte[1];
    boolean agrees =
        type >= 0
            && Gc64.plausible(at)
            && memory.read(at + Gc64.GCT, there, 1) == 1
            && there[0] == type;
    if (!agrees) {
      return "";
    }
    return switch (type) {
      case Gc64.STRING -> text(at);
      case Gc64.THREAD -> "coroutine";
      case Gc64.FUNCTION -> "function";
      case Gc64.TABLE -> "table";
      default -> "object of type " + type;
    };
  }

  private String text(long at) {
    Optional<String> text = Strings.read(memory, at, MAX_TEXT);
    return "string \"" + text.orElse("") + "\"";
  }
}
