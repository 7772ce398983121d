package io.ngxscope.agent.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Where things lie in the kernel stack of a thread on x86-64. */
public final class KernelStack {
  /**
   * {@code THREAD_SIZE}: 4 pages, but for kernels that are built to find their own bugs (KASAN).
   */
  private static final int THREAD_BYTES = 4 * 4096;

  /** {@code sizeof(struct pt_regs)}: 21 words. */
  private static final int REGISTERS_BYTES = 21 * Long.BYTES;

  /** With FRED, the processor pushes two words more ({@code TOP_OF_KERNEL_STACK_PADDING}). */
  private static final int FRED_BYTES = 16;

  private static final int MAX_BYTES = 64 << 10;

  private KernelStack() {}

  /**
   * Offset from the lowest address of the stack ({@code task_struct.stack}) to the registers that
   * the thread had in user mode, in bytes.
   */
  public static int savedRegisters() {
    return savedRegisters(cpuInfo());
  }

  static int savedRegisters(String cpuInfo) {
    boolean fred =
        cpuInfo
            .lines()
            .filter(line -> line.startsWith("flags"))
            .limit(1)
            .anyMatch(line -> Arrays.asList(line.split("\\s+")).contains("fred"));
    return THREAD_BYTES - REGISTERS_BYTES - (fred ? FRED_BYTES : 0);
  }

  private static String cpuInfo() {
    try (InputStream in = Files.newInputStream(Path.of("/proc/cpuinfo"))) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }
}
