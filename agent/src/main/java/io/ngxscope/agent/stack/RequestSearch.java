package io.ngxscope.agent.stack;

import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.nginx.RequestReader;
import io.ngxscope.agent.unwind.StackMemory;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for a request among the words of the C stack, from the innermost frame on: handlers written
 * in C, and Lua in builds that keep the request elsewhere, leave no other trace of it.
 */
final class RequestSearch {
  private static final int MAX_SEARCHED_BYTES = 1 << 14;

  private RequestSearch() {}

  static Optional<Request> onStack(StackMemory stack, long stackPointer, RequestReader reader) {
    Set<Long> asked = new HashSet<>();
    long end = stackPointer + MAX_SEARCHED_BYTES;
    for (long at = stackPointer; stack.has(at) && at < end; at += Long.BYTES) {
      long word = stack.word(at);
      if (isHeap(word, stackPointer) && asked.add(word) && reader.isLive(word)) {
        Optional<Request> request = reader.read(word);
        if (request.isPresent()) {
          return request;
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a frame near the top knows of a request: its address lies there. */
  static boolean mentions(StackMemory stack, long stackPointer, long request) {
    long end = stackPointer + MAX_SEARCHED_BYTES;
    for (long at = stackPointer; stack.has(at) && at < end; at += Long.BYTES) {
      if (stack.word(at) == request) {
        return true;
      }
    }
    return false;
  }

  /** Requests lie 16-byte aligned in user space, and not on the stack. */
  private static boolean isHeap(long word, long stackPointer) {
    return (word & 15) == 0 && word > 0x10000 && word < stackPointer && word < 0x7fff_ffff_f000L;
  }
}
