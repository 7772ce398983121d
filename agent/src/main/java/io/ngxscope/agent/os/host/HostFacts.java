package io.ngxscope.agent.os.host;

import io.ngxscope.agent.model.HostInfo;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OperatingSystem;

/** Reads facts about this machine through OSHI; takes some hundred milliseconds the first time. */
public final class HostFacts {
  private HostFacts() {}

  /** The facts; what cannot be read is empty or 0. */
  public static HostInfo read() {
    SystemInfo system = new SystemInfo();
    HardwareAbstractionLayer hardware = system.getHardware();
    OperatingSystem os = system.getOperatingSystem();
    CentralProcessor processor = hardware.getProcessor();
    return new HostInfo(
        os.getNetworkParams().getHostName(),
        os.getFamily() + " " + os.getVersionInfo().getVersion(),
        System.getProperty("os.version", ""),
        processor.getProcessorIdentifier().getName(),
        processor.getLogicalProcessorCount(),
        hardware.getMemory().getTotal());
  }
}
