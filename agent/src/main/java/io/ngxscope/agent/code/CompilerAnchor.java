package io.ngxscope.agent.code;

import io.ngxscope.agent.code.Finding.Found;
import io.ngxscope.agent.code.Finding.NotFound;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.ElfFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds LuaJIT's trace compiler in stripped code. {@code lj_trace_ins} calls {@code trace_state}
 * through {@code lj_vm_cpcall} as long as that fails, noting the state {@code LJ_TRACE_ERR} before
 * it tries again; no other function does, but those into which it was inlined ({@code lj_trace.c},
 * {@code lj_jit.h}). {@code lj_vm_cpcall} is what the exported {@code lua_cpcall} calls inside the
 * interpreter.
 */
final class CompilerAnchor {
  /** {@code LJ_TRACE_ACTIVE} is 0x10; the states of a trace that is being made lie above. */
  private static final long FIRST_STATE = 0x11;

  private static final long LAST_STATE = 0x1f;
  private static final int CALL_BYTES = 5;
  private static final int CALL = 0xe8;
  private static final int MAX_LOOP_BYTES = 64;
  private static final int MAX_FUNCTION_BYTES = 1 << 20;

  private CompilerAnchor() {}

  /** Start of {@code trace_state}, under which everything is done that compiling takes. */
  static Finding<Long> find(ElfFile elf, Finding<AddressRange> interpreter) {
    Optional<Long> cpcall = protectedCall(elf, interpreter);
    if (cpcall.isEmpty()) {
      return new NotFound<>("lua_cpcall is not exported, or does not call the interpreter once");
    }
    List<Long> found = new ArrayList<>();
    for (AddressRange bounds : FunctionBounds.all(elf)) {
      if (bounds.size() < MAX_FUNCTION_BYTES && calls(elf, bounds, cpcall.get())) {
        FunctionCode.at(elf, bounds.start())
            .flatMap(code -> callee(elf, code, cpcall.get()))
            .ifPresent(found::add);
      }
    }
    List<Long> called = found.stream().distinct().toList();
    return called.size() == 1
        ? new Found<>(called.get(0), "what is called protected again and again until it works")
        : new NotFound<>(
            called.size() + " functions are called protected until they work, not one");
  }

  private static Optional<Long> protectedCall(ElfFile elf, Finding<AddressRange> interpreter) {
    List<Long> inside =
        FunctionCode.exported(elf, "lua_cpcall").stream()
            .flatMap(code -> code.callTargets().stream())
            .filter(target -> interpreter.result().filter(r -> r.contains(target)).isPresent())
            .distinct()
            .toList();
    return inside.size() == 1 ? Optional.of(inside.get(0)) : Optional.empty();
  }

  /** Looks for the bytes of the call, which is far quicker than decoding all of the object. */
  private static boolean calls(ElfFile elf, AddressRange bounds, long target) {
    ByteBuffer code = elf.bytesAt(bounds.start(), (int) bounds.size());
    for (int at = 0; at + CALL_BYTES <= code.limit(); at++) {
      if ((code.get(at) & 0xff) == CALL
          && bounds.start() + at + CALL_BYTES + code.getInt(at + 1) == target) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Long> callee(ElfFile elf, FunctionCode code, long cpcall) {
    List<Long> callees =
        code.instructions().stream()
            .filter(i -> i instanceof Instruction.LoadAddress)
            .map(i -> ((Instruction.LoadAddress) i).of())
            .filter(MemoryOperand::isGlobal)
            .map(MemoryOperand::displacement)
            .filter(elf.ehFrame()::isFunctionStart)
            .distinct()
            .toList();
    return callees.size() == 1 && repeats(code, cpcall)
        ? Optional.of(callees.get(0))
        : Optional.empty();
  }

  /** A call, a test, and a jump back over a few instructions to where the state is noted. */
  private static boolean repeats(FunctionCode code, long cpcall) {
    List<Instruction> all = code.instructions();
    for (int i = 0; i + 2 < all.size(); i++) {
      if (all.get(i) instanceof Instruction.Call call
          && call.target() == cpcall
          && all.get(i + 1) instanceof Instruction.Compare
          && all.get(i + 2) instanceof Instruction.Jump back
          && back.target() < call.address()
          && call.address() - back.target() < MAX_LOOP_BYTES
          && notesState(code, back.target(), call.address())) {
        return true;
      }
    }
    return false;
  }

  private static boolean notesState(FunctionCode code, long from, long to) {
    return code.instructions().stream()
        .filter(i -> i.address() >= from && i.address() < to)
        .anyMatch(
            i ->
                i instanceof Instruction.StoreConstant store
                    && store.bytes() == 4
                    && store.to().isField()
                    && store.value() >= FIRST_STATE
                    && store.value() <= LAST_STATE);
  }
}
