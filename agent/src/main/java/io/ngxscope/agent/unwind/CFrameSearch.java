package io.ngxscope.agent.unwind;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Finds the C frames of LuaJIT's interpreter in a copied stack by their looks ({@code lj_frame.h},
 * x64 GC64): on a 16-byte boundary, with the coroutine in its slot, the frame before it further up
 * or none, and a return address on top.
 */
final class CFrameSearch {
  private static final int ALIGNMENT = 16;
  private static final int THREAD = 16;
  private static final int PREVIOUS = 32;
  private static final long FLAGS = 3;
  private static final int MAX_FOUND = 256;

  private final CodeMap code;
  private final int frameBytes;
  private final LongPredicate isThread;

  CFrameSearch(CodeMap code, int frameBytes, LongPredicate isThread) {
    this.code = code;
    this.frameBytes = frameBytes;
    this.isThread = isThread;
  }

  CFrames in(StackMemory stack, long stackPointer) {
    long[] found = new long[MAX_FOUND];
    int count = 0;
    long at = (stackPointer + ALIGNMENT - 1) & -ALIGNMENT;
    while (count < MAX_FOUND && stack.has(at + frameBytes - Long.BYTES)) {
      if (isFrame(stack, at)) {
        found[count++] = at;
      }
      at += ALIGNMENT;
    }
    return CFrames.of(Arrays.copyOf(found, count));
  }

  private boolean isFrame(StackMemory stack, long at) {
    long previous = word(stack, at + PREVIOUS) & ~FLAGS;
    if (previous != 0 && previous < at + frameBytes) {
      return false;
    }
    return code.isReturnAddress(word(stack, at + frameBytes - Long.BYTES))
        && isThread.test(word(stack, at + THREAD));
  }

  private static long word(StackMemory stack, long at) {
    return stack.has(at) ? stack.word(at) : 0;
  }
}
