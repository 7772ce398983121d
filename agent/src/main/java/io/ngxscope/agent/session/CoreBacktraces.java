package io.ngxscope.agent.session;

import io.ngxscope.agent.core.CoreFile;
import io.ngxscope.agent.core.CoreRegisters;
import io.ngxscope.agent.core.CoreRegisters.Name;
import io.ngxscope.agent.core.CoreThread;
import io.ngxscope.agent.luajit.VmState;
import io.ngxscope.agent.model.Backtrace;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerThread;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.os.SyscallTable;
import io.ngxscope.agent.os.jna.Registers;
import io.ngxscope.agent.stack.StackOpener;
import io.ngxscope.agent.stack.StackSampler;
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.stack.WorkerStacks;
import java.util.ArrayList;
import java.util.List;

/** The stacks in a core file: what every thread was executing at its end. */
final class CoreBacktraces {
  /** {@code epoll_wait} and {@code epoll_pwait}: the event loop at rest. */
  private static final int EPOLL_WAIT = 232;

  private static final int EPOLL_PWAIT = 281;

  /** Linux numbers no system call higher; larger words are no numbers of calls. */
  private static final int MAX_CALL = 1024;

  private static final int SYSCALL_BYTES = 2;
  private static final int SYSCALL_INSTRUCTION = 0x050f;

  private final CoreSubject core;
  private final StackOpener opener;
  private final RemoteMemory memory;

  CoreBacktraces(CoreSubject core, boolean withArguments) {
    this.core = core;
    this.opener = new StackOpener(withArguments, complete -> {});
    this.memory = core.process().memory();
  }

  /**
   * Takes them: the thread that died, or that of the event loop, comes first.
   *
   * @param withThreads whether all threads are wanted; one that died is always shown
   */
  List<Backtrace> take(boolean withThreads) {
    Subject subject = core.subject();
    CoreFile file = core.process().core();
    List<Backtrace> taken = new ArrayList<>();
    try {
      WorkerStacks worker = opener.open(subject.target(), subject.source());
      TargetInfo info = subject.target().info(worker.luajit());
      StackSampler others = null;
      for (CoreThread thread : file.threads()) {
        boolean main = thread.tid() == file.pid();
        boolean died = file.signal() != 0 && thread.equals(file.threads().get(0));
        if (!main && !withThreads && !died) {
          continue;
        }
        if (!main && others == null) {
          others = opener.openThreads(subject.source());
        }
        StackSampler sampler = main || others == null ? worker.sampler() : others;
        taken.add(take(info, thread, main, died, sampler));
      }
    } catch (ProcException e) {
      throw new AssertionError("a core does not end", e);
    }
    return taken;
  }

  private Backtrace take(
      TargetInfo info, CoreThread thread, boolean main, boolean died, StackSampler sampler) {
    StackSampler.Taken copy = sampler.copy(registers(thread.registers()), false);
    Work work = sampler.work(copy);
    Stack stack = sampler.name(copy, List.of());
    Work in = main ? work.in(stack) : work;
    VmState vm = copy.luaStack() == null ? null : copy.luaStack().state();
    String call = call(thread.registers());
    return new Backtrace(
        info,
        main ? null : new WorkerThread(thread.tid(), "thread"),
        died ? CoreSignal.words(core.process().core()) : state(thread.registers(), call),
        call,
        0,
        vm == null ? "" : vm.description(),
        main ? sampler.gcBytes() : 0,
        stack,
        in.request(),
        in.phase(),
        0);
  }

  private static Registers registers(CoreRegisters r) {
    return new Registers(
        r.get(Name.RIP),
        r.get(Name.RSP),
        r.get(Name.RBP),
        r.get(Name.RBX),
        r.get(Name.RDX),
        r.get(Name.R12),
        r.get(Name.R13),
        r.get(Name.R14),
        r.get(Name.R15));
  }

  private String state(CoreRegisters registers, String call) {
    long number = registers.get(Name.ORIG_RAX);
    if (call.isEmpty()) {
      return "was running";
    }
    return number == EPOLL_WAIT || number == EPOLL_PWAIT
        ? "was waiting for events"
        : "was in " + call;
  }

  /** The system call in which a thread was, empty if in none. */
  private String call(CoreRegisters registers) {
    long number = registers.get(Name.ORIG_RAX);
    byte[] before = new byte[SYSCALL_BYTES];
    boolean there =
        number >= 0
            && number < MAX_CALL
            && memory.read(registers.get(Name.RIP) - SYSCALL_BYTES, before, SYSCALL_BYTES)
                == SYSCALL_BYTES
            && ((before[0] & 0xff) | (before[1] & 0xff) << 8) == SYSCALL_INSTRUCTION;
    return there ? SyscallTable.x86_64().name((int) number) : "";
  }
}
