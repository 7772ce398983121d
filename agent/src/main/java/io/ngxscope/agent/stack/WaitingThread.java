package io.ngxscope.agent.stack;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.os.SyscallTable;
import io.ngxscope.agent.os.WaitChannel;
import io.ngxscope.agent.os.jna.Registers;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the kernel shows of a thread that waits. */
public final class WaitingThread {
  /**
   * {@code epoll_wait}, {@code epoll_pwait}, {@code epoll_pwait2}: the event loop waits for work.
   */
  private static final Set<Integer> EVENTS = Set.of(232, 281, 441);

  private WaitingThread() {}

  /** True if it waits for events: the loop is not blocked. */
  public static boolean isForEvents(ProcSyscall now) {
    return now instanceof ProcSyscall.Blocked b && EVENTS.contains(b.number());
  }

  /** Its registers as far as they are shown: rip and rsp; null if it runs. */
  public static @Nullable Registers registers(ProcSyscall now) {
    if (now instanceof ProcSyscall.Blocked b) {
      return new Registers(b.programCounter(), b.stackPointer(), 0, 0, 0, 0, 0, 0, 0);
    }
    if (now instanceof ProcSyscall.NotInSyscall n && n.programCounter() != 0) {
      return new Registers(n.programCounter(), n.stackPointer(), 0, 0, 0, 0, 0, 0, 0);
    }
    return null;
  }

  /** Its call, and the function in which it sleeps. */
  public static List<Frame> kernelFrames(Pid pid, ProcSyscall now) {
    String channel = "";
    try {
      channel = WaitChannel.read(pid).function();
    } catch (ProcException e) {
      channel = "";
    }
    Frame in =
        new Frame.Kernel(
            now instanceof ProcSyscall.Blocked b
                ? SyscallTable.x86_64().name(b.number())
                : "page fault or stop");
    return channel.isEmpty() ? List.of(in) : List.of(in, new Frame.Kernel(channel));
  }
}
