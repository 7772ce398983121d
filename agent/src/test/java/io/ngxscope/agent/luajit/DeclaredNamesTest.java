package io.ngxscope.agent.luajit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A function that declares another one, laid out by hand as {@code lj_obj.h} and lj_bc.h say. */
class DeclaredNamesTest {
  private static final LuaJitLayout LAYOUT = LuaJitLayout.KNOWN.get(0);
  private static final long PARENT = Heap.BASE + 0x1000;
  private static final long CHILD = Heap.BASE + 0x2000;
  private static final long CONSTANTS = Heap.BASE + 0x3000;
  private static final long CHUNK = Heap.BASE + 0x4000;
  private static final long KEY = Heap.BASE + 0x4100;
  private static final long VARIABLES = Heap.BASE + 0x5000;

  private final Heap heap = new Heap(1 << 16);
  private final LuaVm vm =
      new LuaVm(heap, new VmAddress(Heap.BASE, Heap.BASE + 0x70, LAYOUT, "test"));
  private final ProtoReader protos = new ProtoReader(vm);
  private final DeclaredNames names = new DeclaredNames(vm, protos);

  DeclaredNamesTest() {
    string(CHUNK, "@/srv/page.lua");
    string(KEY, "render");
    proto(PARENT, 0, 4);
    proto(CHILD, 7, 2);
    heap.put(PARENT + 0x20, CONSTANTS).put(CONSTANTS - 8, CHILD).put(CONSTANTS - 16, KEY);
  }

  private void string(long at, String text) {
    heap.putByte(at + Gc64.GCT, Gc64.STRING).putInt(at + Gc64.STRING_LENGTH, text.length());
    for (int i = 0; i < text.length(); i++) {
      heap.putByte(at + Gc64.STRING_DATA + i, text.charAt(i));
    }
  }

  private void proto(long at, int firstLine, int instructions) {
    heap.putByte(at + Gc64.GCT, Gc64.PROTO)
        .putInt(at + 0xc, instructions)
        .put(at + 0x40, CHUNK)
        .putInt(at + 0x48, firstLine)
        .putInt(at + 0x4c, 5);
  }

  private void code(int... instructions) {
    for (int i = 0; i < instructions.length; i++) {
      heap.putInt(PARENT + LAYOUT.proto().bytes() + 4L * i, instructions[i]);
    }
  }

  /** An instruction with A and D, or with C as the low and B as the high half of D. */
  private static int op(int opcode, int a, int d) {
    return opcode | a << 8 | d << 16;
  }

  private java.util.Optional<String> nameOfChild() {
    protos.read(PARENT).ifPresent(names::learn);
    return names.of(protos.read(CHILD).orElseThrow());
  }

  @Test
  void aFunctionStoredInATableHasTheNameOfTheKey() {
    code(0, op(51, 2, 0), op(61, 2, 1), op(75, 0, 1)); // FNEW, TSETS

    assertThat(nameOfChild()).contains("render");
  }

  @Test
  void aGlobalFunctionHasItsName() {
    code(0, op(51, 2, 0), op(55, 2, 1), op(75, 0, 1)); // FNEW, GSET

    assertThat(nameOfChild()).contains("render");
  }

  @Test
  void aLocalFunctionHasTheNameOfItsVariable() {
    code(0, op(51, 0, 0), op(18, 1, 0), op(75, 0, 1)); // FNEW, MOV
    heap.put(PARENT + 0x60, VARIABLES);
    byte[] table = {'p', 'a', 'g', 'e', 0, 2, 2, 0};
    for (int i = 0; i < table.length; i++) {
      heap.putByte(VARIABLES + i, table[i]);
    }

    assertThat(nameOfChild()).contains("page");
  }

  @Test
  void aFunctionThatIsOnlyAnArgumentHasNoName() {
    code(0, op(51, 3, 0), op(66, 2, 2), op(75, 0, 1)); // FNEW, CALL

    assertThat(nameOfChild()).isEmpty();
  }

  @Test
  void anotherTablesFieldIsNotItsName() {
    code(0, op(51, 3, 0), op(61, 2, 1), op(75, 0, 1)); // FNEW into 3, TSETS of 2

    assertThat(nameOfChild()).isEmpty();
  }

  @Test
  void constantsThatAreNoFunctionsNameNothing() {
    heap.put(CONSTANTS - 8, KEY);
    code(0, op(51, 2, 0), op(61, 2, 1), op(75, 0, 1));

    assertThat(nameOfChild()).isEmpty();
  }
}
