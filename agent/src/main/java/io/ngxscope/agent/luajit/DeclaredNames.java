package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names under which functions are declared inside other functions: {@code local function name},
 * {@code name = function}, {@code t.name = function}. They are read from the bytecode of the
 * function around, where an instruction that makes a closure ({@code FNEW}) is followed by one that
 * stores it, or has the register of a local variable for a target ({@code lj_bc.h}, {@code
 * lj_parse.c} of LuaJIT 2.1). Local functions of a handler in a file have no other name: no module
 * shows them.
 */
final class DeclaredNames {
  private static final int USETV = 46;
  private static final int FNEW = 51;
  private static final int GSET = 55;
  private static final int TSETS = 61;

  private static final int MAX_INSTRUCTIONS = 1 << 16;
  private static final int MAX_KNOWN = 50_000;
  private static final int MAX_NAME = 120;

  private final RemoteMemory memory;
  private final LuaJitLayout.Proto at;
  private final ProtoReader protos;
  private final Set<Proto> learnt = new HashSet<>();
  private final Map<Proto, String> names = new HashMap<>();

  DeclaredNames(LuaVm vm, ProtoReader protos) {
    this.memory = vm.memory();
    this.at = vm.layout().proto();
    this.protos = protos;
  }

  /** The declared name of a function, if the one that declares it was learnt. */
  Optional<String> of(Proto function) {
    return Optional.ofNullable(names.get(function));
  }

  /** Reads what a function declares; once. */
  void learn(Proto parent) {
    if (learnt.size() + names.size() >= MAX_KNOWN) {
      learnt.clear();
      names.clear();
    }
    if (!learnt.add(parent)) {
      return;
    }
    ByteBuffer header = memory.read(parent.address(), at.bytes());
    int instructions = header.hasRemaining() ? header.getInt(at.sizebc()) : 0;
    if (instructions <= 1 || instructions > MAX_INSTRUCTIONS) {
      return;
    }
    ByteBuffer code = memory.read(parent.address() + at.bytes(), 4 * instructions);
    // The last instruction returns: a closure is never the last.
    for (int pc = 1; code.hasRemaining() && pc < instructions - 1; pc++) {
      if ((code.getInt(4 * pc) & 0xff) == FNEW) {
        learn(header, code, pc);
      }
    }
  }

  private void learn(ByteBuffer header, ByteBuffer code, int pc) {
    int make = code.getInt(4 * pc);
    int register = make >>> 8 & 0xff;
    Optional<Proto> child = protos.read(constant(header, make >>> 16));
    if (child.isPresent()) {
      stored(header, code.getInt(4 * pc + 4), register)
          .or(() -> LocalNames.of(memory, header.getLong(at.varinfo()), pc + 1, register))
          .filter(name -> !name.isEmpty())
          .ifPresent(name -> names.put(child.get(), name));
    }
  }

  /** The name under which an instruction stores the closure, if it does. */
  private Optional<String> stored(ByteBuffer header, int instruction, int register) {
    int a = instruction >>> 8 & 0xff;
    int c = instruction >>> 16 & 0xff;
    int d = instruction >>> 16;
    return switch (instruction & 0xff) {
      case TSETS -> a == register ? string(header, c) : Optional.empty();
      case GSET -> a == register ? string(header, d) : Optional.empty();
      case USETV -> d == register ? upvalue(header, a) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<String> string(ByteBuffer header, int index) {
    return Strings.read(memory, constant(header, index), MAX_NAME);
  }

  /** Objects among the constants lie below where the pointer to the constants points. */
  private long constant(ByteBuffer header, int index) {
    return memory.readLong(header.getLong(at.constants()) - 8L * (index + 1));
  }

  private Optional<String> upvalue(ByteBuffer header, int index) {
    byte[] names = new byte[(index + 1) * 40];
    int got = memory.read(header.getLong(at.uvinfo()), names, names.length);
    int begin = 0;
    for (int i = 0; i < got; i++) {
      if (names[i] == 0) {
        if (index-- == 0) {
          return Optional.of(new String(names, begin, i - begin, StandardCharsets.UTF_8));
        }
        begin = i + 1;
      }
    }
    return Optional.empty();
  }
}
