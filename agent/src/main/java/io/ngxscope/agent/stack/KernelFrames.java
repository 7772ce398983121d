package io.ngxscope.agent.stack;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.os.SyscallTable;
import io.ngxscope.agent.stream.RawSample;
import io.ngxscope.agent.symbol.KernelSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Names what a sample shows of the kernel: the system call, and the functions below it. */
final class KernelFrames {
  /** On the way into every call and out of every sleep: they tell nothing. */
  private static final Set<String> ENTRY =
      Set.of("entry_SYSCALL_64_after_hwframe", "do_syscall_64", "x64_sys_call");

  private static final Set<String> SCHEDULER =
      Set.of("__schedule", "schedule", "preempt_schedule", "schedule_timeout", "io_schedule");

  /** What the functions of system calls are called (arch/x86/include/asm/syscall_wrapper.h). */
  private static final String CALL = "__x64_sys_";

  /** No architecture has as many; larger words are no numbers of calls. */
  private static final int MAX_CALL = 1024;

  private final KernelSymbols symbols;

  KernelFrames(KernelSymbols symbols) {
    this.symbols = symbols;
  }

  /** From the system call inwards; empty if the thread was in user space. */
  List<Frame> of(RawSample sample) {
    boolean asleep = sample.kind() == StackSample.Kind.OFF_CPU;
    if (!asleep && !sample.cpu().inKernel()) {
      return List.of();
    }
    List<Frame> frames = new ArrayList<>();
    long call = sample.cpu().call();
    if (call >= 0 && call < MAX_CALL) {
      frames.add(new Frame.Kernel(SyscallTable.x86_64().name((int) call)));
    } else if (asleep) {
      frames.add(new Frame.Kernel("page fault or stop"));
    }
    List<Long> chain = asleep ? sample.kernel() : List.of(sample.cpu().interrupted());
    for (int i = chain.size() - 1; i >= 0; i--) {
      symbols.name(chain.get(i)).filter(KernelFrames::tells).ifPresent(n -> add(n, frames));
    }
    return frames;
  }

  /**
   * From the system call inwards, where the kernel's whole call chain is known but not the number
   * of the call: the function that it is entered by tells its name.
   *
   * @param chain innermost first; empty if the thread was in user space
   */
  List<Frame> chain(List<Long> chain) {
    if (chain.isEmpty()) {
      return List.of();
    }
    List<Frame> frames = new ArrayList<>();
    for (int i = chain.size() - 1; i >= 0 && frames.isEmpty(); i--) {
      symbols
          .name(chain.get(i))
          .filter(n -> n.startsWith(CALL))
          .ifPresent(n -> add(n.substring(CALL.length()), frames));
    }
    symbols.name(chain.get(0)).filter(KernelFrames::tells).ifPresent(n -> add(n, frames));
    if (frames.isEmpty()) {
      add("kernel", frames);
    }
    return frames;
  }

  private static void add(String name, List<Frame> frames) {
    frames.add(new Frame.Kernel(name));
  }

  private static boolean tells(String name) {
    return !ENTRY.contains(name) && !SCHEDULER.contains(name) && !name.startsWith(CALL);
  }
}
