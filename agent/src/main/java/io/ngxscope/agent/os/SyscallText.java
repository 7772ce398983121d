package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcSyscall.Blocked;
import java.util.StringJoiner;
import java.util.function.IntFunction;

/** System calls in words: {@code read(7 = /var/log/x)}. */
public final class SyscallText {
  /** {@code AT_FDCWD} of {@code openat(2)}: relative to the current folder. */
  private static final int AT_FDCWD = -100;

  private static final int ARGUMENTS = 6;

  private SyscallText() {}

  /**
   * The arguments worth showing of a call in which a process is blocked now, such as {@code 7 =
   * /var/log/x}; empty if there are none. Hostile text: the path is the target's.
   */
  public static String detail(Pid pid, Blocked call) {
    return detail(call, descriptor -> ProcFd.words(pid, descriptor));
  }

  /** As {@link #detail(Pid, Blocked)}, with another source for the words on a descriptor. */
  public static String detail(Blocked call, IntFunction<String> descriptorWords) {
    SyscallTable.Entry entry = SyscallTable.x86_64().find(call.number()).orElse(null);
    StringJoiner shown = new StringJoiner(", ");
    for (int i = 0; entry != null && i < ARGUMENTS; i++) {
      // Descriptors are ints: the upper half of the register is not part of them.
      int descriptor = (int) call.arguments().get(i);
      if (entry.isDescriptor(i) && descriptor != AT_FDCWD) {
        shown.add(oneDescriptor(descriptor, descriptorWords));
      }
    }
    return shown.toString();
  }

  private static String oneDescriptor(int descriptor, IntFunction<String> descriptorWords) {
    String words = descriptor < 0 ? "" : descriptorWords.apply(descriptor);
    return words.isEmpty() ? Integer.toString(descriptor) : descriptor + " = " + words;
  }
}
