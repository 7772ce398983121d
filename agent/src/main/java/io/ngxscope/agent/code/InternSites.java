package io.ngxscope.agent.code;

import io.ngxscope.agent.code.Instruction.Call;
import io.ngxscope.agent.code.Instruction.IndirectCall;
import io.ngxscope.agent.code.Instruction.IndirectJump;
import io.ngxscope.agent.code.Instruction.Jump;
import io.ngxscope.agent.code.Instruction.LoadAddress;
import io.ngxscope.agent.code.Instruction.Return;
import io.ngxscope.agent.code.Instruction.StoreConstant;
import io.ngxscope.agent.os.ElfFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lj_str_new} does, and at which of its instructions ({@code lj_str.c}): the places at
 * which its work can be counted. All of them are calls and jumps, which the kernel emulates, so
 * that a probe there is cheap. Addresses are those of the object.
 *
 * @param entry the cheap instruction that each call executes once
 * @param compare the call of {@code memcmp} with a string of the same hash and length, or null
 * @param allocate the call that allocates a string which was not there before, or null
 * @param resize the call of {@code lj_str_resize}, which doubles the table, or null
 * @param rehash the jump to {@code lj_str_rehash_chain} (OpenResty, and LuaJIT since 2020), which
 *     calls {@code lj_str_new} once more for the same string; null where it is not known
 * @param returns all instructions by which it returns; they are dear to probe
 * @param names of functions that it calls, by address
 */
public record InternSites(
    long entry,
    @Nullable Long compare,
    @Nullable Long allocate,
    @Nullable Long resize,
    @Nullable Long rehash,
    List<Long> returns,
    Map<Long, String> names) {
  /** {@code sizeof(GCstr)}, behind which the text lies. */
  private static final int TEXT = 0x18;

  /** {@code GCstr.gct}, and what it is for strings. */
  private static final int GCT = 9;

  private static final int STRING = 4;
  private static final int ARGUMENTS = 10;
  private static final int FIRST_STORES = 12;
  private static final int RSI = 6;

  /** Copies the collections. */
  public InternSites {
    returns = List.copyOf(returns);
    names = Map.copyOf(names);
  }

  /**
   * Looks for them.
   *
   * @param strNew where {@code lj_str_new} begins
   * @return nothing if its code cannot be read, or has no cheap instruction at its beginning
   */
  public static Optional<InternSites> of(ElfFile elf, long strNew) {
    return FunctionCode.at(elf, strNew)
        .flatMap(
            code ->
                ProbeSites.cheapEntry(elf, code).map(entry -> new Search(elf, code).sites(entry)));
  }

  private record Search(ElfFile elf, FunctionCode code) {
    InternSites sites(long entry) {
      Call compare = only(i -> isCompare(i));
      Call allocate = only(i -> isAllocation(i));
      Call resize = only(i -> isResize(i));
      Jump rehash = rehash();
      Map<Long, String> names = new TreeMap<>();
      name(names, allocate == null ? 0 : allocate.target(), "lj_mem_realloc");
      name(names, resize == null ? 0 : resize.target(), "lj_str_resize");
      name(names, rehash == null ? 0 : rehash.target(), "lj_str_rehash_chain");
      return new InternSites(
          entry,
          address(compare),
          address(allocate),
          address(resize),
          address(rehash),
          returns(),
          names);
    }

    private void name(Map<Long, String> names, long target, String name) {
      if (elf.ehFrame().isFunctionStart(target)) {
        names.put(target, name);
      }
    }

    private static @Nullable Long address(@Nullable Instruction instruction) {
      return instruction == null ? null : instruction.address();
    }

    private List<Long> returns() {
      return code.instructions().stream()
          .filter(i -> i instanceof Return)
          .map(Instruction::address)
          .toList();
    }

    /** The one call of that kind; null if there are none or several. */
    private @Nullable Call only(Predicate<Integer> kind) {
      Call found = null;
      for (int i = 0; i < code.instructions().size(); i++) {
        if (code.instructions().get(i) instanceof Call call && kind.test(i)) {
          if (found != null) {
            return null;
          }
          found = call;
        }
      }
      return found;
    }

    /** An imported function, whose second argument is the text of a string. */
    private boolean isCompare(int at) {
      Call call = (Call) code.instructions().get(at);
      return !elf.ehFrame().isFunctionStart(call.target())
          && argument(at, a -> a.register() == RSI && isField(a, TEXT));
    }

    /** What it returns becomes a string: its type is stored next. */
    private boolean isAllocation(int at) {
      for (int i = at + 1; i < Math.min(code.instructions().size(), at + FIRST_STORES); i++) {
        Instruction next = code.instructions().get(i);
        if (next instanceof StoreConstant s
            && s.bytes() == 1
            && s.value() == STRING
            && s.to().isField()
            && s.to().displacement() == GCT) {
          return true;
        }
        if (next instanceof Call || next instanceof Return) {
          return false;
        }
      }
      return false;
    }

    /** The second argument is twice the mask, and one. */
    private boolean isResize(int at) {
      return argument(
          at,
          a ->
              a.register() == RSI
                  && a.of().index() != MemoryOperand.NONE
                  && a.of().displacement() == 1);
    }

    private static boolean isField(LoadAddress address, int displacement) {
      return address.of().isField() && address.of().displacement() == displacement;
    }

    /** Whether an argument of that kind is made ready right before a call. */
    private boolean argument(int call, Predicate<LoadAddress> kind) {
      for (int i = call - 1; i >= Math.max(0, call - ARGUMENTS); i--) {
        Instruction before = code.instructions().get(i);
        if (before instanceof LoadAddress address && kind.test(address)) {
          return true;
        }
        if (ends(before)) {
          return false;
        }
      }
      return false;
    }

    private static boolean ends(Instruction i) {
      return i instanceof Call
          || i instanceof IndirectCall
          || i instanceof Jump
          || i instanceof IndirectJump
          || i instanceof Return;
    }

    /** The only way out to another function that is no call. */
    private @Nullable Jump rehash() {
      List<Jump> out =
          code.instructions().stream()
              .filter(i -> i instanceof Jump)
              .map(Jump.class::cast)
              .filter(j -> !code.contains(j.target()))
              .filter(j -> elf.ehFrame().isFunctionStart(j.target()))
              .toList();
      return out.size() == 1 && !out.get(0).conditional() ? out.get(0) : null;
    }
  }
}
