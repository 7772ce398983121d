package io.ngxscope.agent.code;

import io.ngxscope.agent.code.Finding.Found;
import io.ngxscope.agent.code.Finding.NotFound;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.EhFrame;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfFormatException;
import io.ngxscope.agent.os.Fde;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the code of a stripped LuaJIT tells, from its exported functions on. Addresses are those of
 * the object, offsets are in bytes.
 *
 * @param interpreter the assembly of the interpreter
 * @param gcStep {@code lj_gc_step}
 * @param strNew {@code lj_str_new}
 * @param tabNew {@code lj_tab_new} or {@code lj_tab_new_ah}, whichever the API calls
 * @param traceState {@code trace_state}, which records and compiles traces
 * @param glref offset of {@code glref} in {@code lua_State}
 * @param panic offset of {@code panic} in {@code global_State}
 * @param exdata offset of {@code exdata} in {@code lua_State}: OpenResty's LuaJIT alone has it
 * @param exdata2 offset of {@code exdata2} in {@code lua_State}: the same
 */
public record LuaJitAnchors(
    Finding<AddressRange> interpreter,
    Finding<Long> gcStep,
    Finding<Long> strNew,
    Finding<Long> tabNew,
    Finding<Long> traceState,
    Finding<Long> glref,
    Finding<Long> panic,
    Finding<Long> exdata,
    Finding<Long> exdata2) {

  /**
   * {@code cur_L} and {@code jit_base} follow {@code panic} ({@code lj_obj.h}, 64-bit references).
   */
  private static final long CUR_L_BEHIND_PANIC = 0x10;

  private static final long JIT_BASE_BEHIND_PANIC = 0x18;

  /**
   * The interpreter has more than 90 bytecodes and many built-in functions; cold parts of others
   * are tiny.
   */
  private static final int MIN_INTERPRETER_BYTES = 4096;

  /**
   * DW_CFA_def_cfa_offset 80; DW_CFA_offset of rbp, rbx, r15 and r14 at the second to fifth word
   * below.
   */
  private static final byte[] C_FRAME_RULES = {
    0x0e, 80, (byte) 0x86, 2, (byte) 0x83, 3, (byte) 0x8f, 4, (byte) 0x8e, 5
  };

  /** API functions that allocate, and so all begin with a step of the collector when it is due. */
  private static final List<String> ALLOCATING =
      List.of(
          "lua_pushlstring",
          "lua_createtable",
          "lua_newuserdata",
          "lua_newthread",
          "lua_pushcclosure");

  /** Analyses an object that exports the Lua API: libluajit, or a program that contains it. */
  public static LuaJitAnchors analyze(ElfFile elf) {
    Finding<Long> gcStep = gcStep(elf);
    Finding<AddressRange> interpreter = interpreter(elf);
    return new LuaJitAnchors(
        interpreter,
        gcStep,
        otherCall(elf, "lua_pushlstring", gcStep),
        otherCall(elf, "lua_createtable", gcStep),
        CompilerAnchor.find(elf, interpreter),
        atPanic(elf, 0),
        atPanic(elf, 1),
        returnedField(elf, "lua_getexdata"),
        returnedField(elf, "lua_getexdata2"));
  }

  /** Offset of {@code cur_L} in {@code global_State}. */
  public Finding<Long> curL() {
    return behindPanic(CUR_L_BEHIND_PANIC);
  }

  /** Offset of {@code jit_base} in {@code global_State}. */
  public Finding<Long> jitBase() {
    return behindPanic(JIT_BASE_BEHIND_PANIC);
  }

  /** Names for functions that export none, by start address; only names that are sure. */
  public Map<Long, String> names() {
    Map<Long, String> names = new TreeMap<>();
    gcStep.result().ifPresent(a -> names.put(a, "lj_gc_step"));
    strNew.result().ifPresent(a -> names.put(a, "lj_str_new"));
    traceState.result().ifPresent(a -> names.put(a, "trace_state"));
    interpreter.result().ifPresent(r -> names.put(r.start(), "LuaJIT interpreter"));
    return names;
  }

  /** The same, with what {@code lj_str_new} calls. */
  public Map<Long, String> names(ElfFile elf) {
    Map<Long, String> names = names();
    strNew
        .result()
        .flatMap(start -> InternSites.of(elf, start))
        .ifPresent(sites -> sites.names().forEach(names::putIfAbsent));
    return names;
  }

  /** By which anchors a name of {@link #names()} was found, in words. */
  public String how(long address) {
    if (gcStep instanceof Found<Long> found && found.value() == address) {
      return found.how();
    }
    if (strNew instanceof Found<Long> found && found.value() == address) {
      return found.how();
    }
    return interpreter instanceof Found<AddressRange> found && found.value().start() == address
        ? found.how()
        : "code analysis";
  }

  private Finding<Long> behindPanic(long distance) {
    return panic instanceof Found<Long> found
        ? new Found<>(found.value() + distance, found.how() + ", then by lj_obj.h")
        : panic;
  }

  /**
   * The interpreter is written in assembly and has one unwind entry, which begins by saying that
   * the frame is {@code CFRAME_SIZE} (80) bytes already ({@code vm_x64.dasc}, emit_asm_debug): no
   * compiled function has such a frame before its first instruction. It need not be the largest
   * function (Debian 13), and needs no exported name.
   */
  public static Finding<AddressRange> interpreter(ElfFile elf) {
    EhFrame frames = elf.ehFrame();
    AddressRange found = new AddressRange(0, 0);
    for (int i = 0; i < frames.size(); i++) {
      Fde f = entry(frames, i);
      if (f != null && f.end() - f.start() > found.size() && startsWithCFrame(elf, f)) {
        found = new AddressRange(f.start(), f.end());
      }
    }
    return found.size() == 0
        ? new NotFound<>("no unwind entry begins with the frame of LuaJIT's interpreter")
        : new Found<>(found, "the largest unwind entry that begins with the interpreter's frame");
  }

  private static @Nullable Fde entry(EhFrame frames, int index) {
    try {
      return frames.entry(index);
    } catch (ElfFormatException e) {
      return null; // a broken entry is not the interpreter's
    }
  }

  private static boolean startsWithCFrame(ElfFile elf, Fde f) {
    int length = C_FRAME_RULES.length;
    if (f.end() - f.start() < MIN_INTERPRETER_BYTES || f.instructionsLength() < length) {
      return false;
    }
    ByteBuffer instructions = elf.bytesAt(f.instructionsAddress(), length);
    return instructions.equals(ByteBuffer.wrap(C_FRAME_RULES));
  }

  private static Finding<Long> gcStep(ElfFile elf) {
    Set<Long> common = null;
    for (String name : ALLOCATING) {
      Optional<FunctionCode> function = FunctionCode.exported(elf, name);
      if (function.isEmpty()) {
        return new NotFound<>(name + " is not exported");
      }
      Set<Long> targets = new LinkedHashSet<>(localCalls(elf, function.get()));
      if (common == null) {
        common = targets;
      }
      common.retainAll(targets);
    }
    return common != null && common.size() == 1
        ? new Found<>(
            common.iterator().next(), "the one function called by " + String.join(", ", ALLOCATING))
        : new NotFound<>("the allocating functions of the API do not share exactly one callee");
  }

  /** Functions of the object itself: an imported one is called through a stub without an entry. */
  private static List<Long> localCalls(ElfFile elf, FunctionCode function) {
    return function.callTargets().stream().filter(elf.ehFrame()::isFunctionStart).toList();
  }

  private static Finding<Long> otherCall(ElfFile elf, String name, Finding<Long> gcStep) {
    Optional<FunctionCode> function = FunctionCode.exported(elf, name);
    if (function.isEmpty() || gcStep.result().isEmpty()) {
      return new NotFound<>(name + " is not exported, or lj_gc_step is not known");
    }
    Set<Long> others = new LinkedHashSet<>(localCalls(elf, function.get()));
    others.remove(gcStep.result().get());
    others.removeIf(target -> elf.exportedFunctionAt(target) != null);
    return others.size() == 1
        ? new Found<>(others.iterator().next(), "the other function called by " + name)
        : new NotFound<>(name + " calls " + others.size() + " other functions, not one");
  }

  /** {@code lua_atpanic} swaps {@code G(L)->panic}: the field that it loads and stores. */
  private static Finding<Long> atPanic(ElfFile elf, int step) {
    Optional<FunctionCode> function = FunctionCode.exported(elf, "lua_atpanic");
    List<FieldAccess> accesses = function.map(FieldTracer::trace).orElse(List.of());
    for (FieldAccess access : accesses) {
      boolean swapped = accesses.contains(new FieldAccess(access.path(), access.bytes(), false));
      if (access.store() && access.isFields(2) && access.bytes() == 8 && swapped) {
        return new Found<>(access.offset(step), "the field that lua_atpanic swaps");
      }
    }
    return new NotFound<>("lua_atpanic is not exported, or does not swap one 64-bit field");
  }

  private static Finding<Long> returnedField(ElfFile elf, String name) {
    Optional<FunctionCode> function = FunctionCode.exported(elf, name);
    if (function.isEmpty()) {
      return new NotFound<>(name + " is not exported");
    }
    List<FieldAccess> accesses = FieldTracer.trace(function.get());
    return accesses.size() == 1 && accesses.get(0).isFields(1) && !accesses.get(0).store()
        ? new Found<>(accesses.get(0).offset(0), "the field that " + name + " loads")
        : new NotFound<>(name + " does not load exactly one field");
  }
}
