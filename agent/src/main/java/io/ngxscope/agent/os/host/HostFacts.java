package io.ngxscope.agent.os.host;

import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.os.ProcFs;
import io.ngxscope.agent.os.ProcUnusable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.software.os.OperatingSystem;

/**
 * Asks OSHI about the machine. That takes half a second (measured: 0.45 to 0.55 s, nearly all of it
 * loading OSHI and its first look at the operating system), so ask beside other work, and only for
 * what is written down.
 */
public final class HostFacts {
  private static final String UNKNOWN = "";

  private HostFacts() {}

  /** The machine; a fact that cannot be had is empty or 0. */
  public static HostInfo read() {
    try {
      SystemInfo system = new SystemInfo();
      OperatingSystem os = system.getOperatingSystem();
      CentralProcessor cpu = system.getHardware().getProcessor();
      return new HostInfo(
          hostname(),
          os.getFamily() + " " + os.getVersionInfo().getVersion(),
          System.getProperty("os.version", UNKNOWN),
          cpu.getProcessorIdentifier().getName().strip(),
          cpu.getLogicalProcessorCount(),
          system.getHardware().getMemory().getTotal());
    } catch (RuntimeException | LinkageError e) {
      // OSHI loads native code; a result must not fail for want of a headline.
      return withoutOshi();
    }
  }

  /** What the Java machine itself knows. */
  static HostInfo withoutOshi() {
    return new HostInfo(
        hostname(),
        System.getProperty("os.name", UNKNOWN),
        System.getProperty("os.version", UNKNOWN),
        System.getProperty("os.arch", UNKNOWN),
        Runtime.getRuntime().availableProcessors(),
        0);
  }

  /** From the kernel: OSHI and the JDK ask the resolver, which may wait for a network. */
  private static String hostname() {
    try {
      return ProcFs.LIVE.text("sys/kernel/hostname").strip();
    } catch (ProcUnusable e) {
      return UNKNOWN;
    }
  }
}
