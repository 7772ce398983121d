package io.ngxscope.agent.session;

import io.ngxscope.agent.core.CoreFile;
import java.util.Map;

/** Of what a process died, in words ({@code signal(7)}, x86-64). */
final class CoreSignal {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL, an instruction that does not exist"),
          Map.entry(6, "SIGABRT, abort(): a failed assertion, or a heap that was found broken"),
          Map.entry(7, "SIGBUS, memory behind a file that ended"),
          Map.entry(8, "SIGFPE, a division by zero"),
          Map.entry(11, "SIGSEGV, memory that may not be accessed"),
          Map.entry(31, "SIGSYS"));

  /** Signals whose {@code si_addr} is the address that was accessed. */
  private static final int SIGSEGV = 11;

  private static final int SIGBUS = 7;

  private CoreSignal() {}

  static String words(CoreFile core) {
    int signal = core.signal();
    String name = NAMES.getOrDefault(signal, "no other name");
    boolean aboutAddress = signal == SIGSEGV || signal == SIGBUS;
    String at =
        core.sender() != 0
            ? ", sent by process " + core.sender()
            : aboutAddress ? " at address 0x" + Long.toHexString(core.faultAddress()) : "";
    return "ended by signal " + signal + " (" + name + ")" + at;
  }
}
