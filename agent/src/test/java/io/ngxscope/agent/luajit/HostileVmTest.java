package io.ngxscope.agent.luajit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.os.AddressRange;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A VM whose memory lies must cost bounded time and give no wrong name. */
class HostileVmTest {
  private static final long L = Heap.BASE + 0x1000;
  private static final long G = L + 0x70;
  private static final AddressRange CODE = new AddressRange(0x10000, 0x20000);

  /** A main thread and a global state that point at each other, and nothing else. */
  private static Heap consistent() {
    return new Heap(1 << 16)
        .putByte(L + Gc64.GCT, Gc64.THREAD)
        .put(L + 0x10, G)
        .put(G, CODE.start() + 8)
        .put(G + 0xc0, L)
        .put(G + 0x110, (~11L << 47) | (Heap.BASE + 0x8000))
        .put(G + 0x170, L)
        .putInt(G + 0xb8, -1);
  }

  private static Optional<VmAddress> find(Heap heap) {
    return new VmLocator(heap, List.of(CODE)).verify(L, "test");
  }

  @Test
  void aVmThatPointsBackAtItselfIsBelieved() {
    assertThat(find(consistent())).get().extracting(VmAddress::global).isEqualTo(G);
  }

  @Test
  void theScanFindsTheSameVm() {
    List<VmAddress> found =
        new VmLocator(consistent(), List.of(CODE))
            .scan(List.of(new AddressRange(Heap.BASE, Heap.BASE + (1 << 16))));
    assertThat(found).extracting(VmAddress::mainThread).containsExactly(L);
  }

  @Test
  void aVmWhoseAllocatorIsNotInLuaJitIsNotBelieved() {
    assertThat(find(consistent().put(G, 0x30000))).isEmpty();
  }

  @Test
  void aVmWhoseMainThreadIsAnotherIsNotBelieved() {
    assertThat(find(consistent().put(G + 0xc0, L + 8))).isEmpty();
  }

  @Test
  void aStackThatPointsIntoItselfEnds() {
    Heap heap = consistent();
    LuaVm vm = new LuaVm(heap, find(heap).orElseThrow());
    heap.put(L + 0x38, Heap.BASE + 0x2000); // stack
    heap.put(L + 0x20, Heap.BASE + 0x6000); // base
    heap.put(L + 0x50, Heap.BASE + 0x7000); // cframe
    for (long slot = Heap.BASE + 0x2000; slot < Heap.BASE + 0x6000; slot += 8) {
      heap.put(slot, 9); // a C frame whose size is one slot: never comes to the function below
    }
    VmState state = vm.state().orElseThrow();
    LuaStackReader reader = new LuaStackReader(vm);
    RawLuaStack stack = reader.walk(reader.copy(state, LuaStackReader.Position.IN_MEMORY));
    assertThat(stack.torn() || stack.truncated()).isTrue();
    assertThat(stack.frames()).hasSizeLessThanOrEqualTo(2 * LuaStackReader.MAX_FRAMES);
  }

  @Test
  void randomMemoryGivesNoExceptionNoHangAndNoLuaFunction() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      Heap heap = consistent();
      VmAddress address = find(heap).orElseThrow();
      for (int i = 0; i < 4000; i++) {
        long word =
            switch (random.nextInt(4)) {
              case 0 -> Heap.BASE + random.nextInt(1 << 16);
              case 1 -> (-random.nextInt(14) - 1L) << 47 | (Heap.BASE + random.nextInt(1 << 16));
              case 2 -> random.nextInt(64);
              default -> random.nextLong();
            };
        heap.put(Heap.BASE + random.nextInt((1 << 13) - 1) * 8L, word);
      }
      heap.putByte(L + Gc64.GCT, Gc64.THREAD).put(L + 0x10, G).put(G + 0x170, L);
      LuaVm vm = new LuaVm(heap, address);
      LuaFrames frames = new LuaFrames(vm, a -> new Frame.Unknown("code"), () -> heap);
      LuaStackReader reader = new LuaStackReader(vm);
      vm.state()
          .ifPresent(
              s ->
                  assertThat(
                          frames.name(
                              reader.walk(reader.copy(s, LuaStackReader.Position.IN_MEMORY))))
                      .isNotEmpty());
    }
  }
}
