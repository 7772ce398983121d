package io.ngxscope.agent.probe;

/** Which versions of bpftrace run our scripts, and how they differ. */
public final class BpftraceVersions {
  /** Debian 12's; older ones lack things that the scripts need. */
  public static final ToolVersion OLDEST = new ToolVersion(0, 17);

  /** The newest of which it is known how it behaves. */
  public static final ToolVersion NEWEST_KNOWN = new ToolVersion(0, 27);

  /** From here on the limits have other names, and the old ones cause warnings. */
  private static final ToolVersion RENAMED_LIMITS = new ToolVersion(0, 20);

  /**
   * From here on full maps are told without being asked, and {@code -k} asks for more: a warning
   * for every read that fails, and so many checks that our scripts are too long for the kernel.
   */
  private static final ToolVersion TELLS_FULL_MAPS = new ToolVersion(0, 23);

  /**
   * From here on {@code -p} also filters tracepoints and timers by the running process: switches to
   * a process, which happen in another one, are not seen then.
   */
  private static final ToolVersion PID_FILTERS_ALL = new ToolVersion(0, 24);

  private BpftraceVersions() {}

  /** Whether a version will do. */
  public static Check check(ToolVersion version) {
    if (!version.isAtLeast(OLDEST)) {
      return new Check.Unsupported(
          "version " + version + " is too old: " + OLDEST + " is the first that will do",
          "install a newer bpftrace");
    }
    return NEWEST_KNOWN.isAtLeast(version)
        ? new Check.Supported(version.toString())
        : new Check.CannotTell(
            "version " + version + " is newer than any that was tried (" + NEWEST_KNOWN + ")");
  }

  static boolean hasRenamedLimits(ToolVersion version) {
    return version.isAtLeast(RENAMED_LIMITS);
  }

  static boolean tellsFullMaps(ToolVersion version) {
    return version.isAtLeast(TELLS_FULL_MAPS);
  }

  static boolean filtersAllByPid(ToolVersion version) {
    return version.isAtLeast(PID_FILTERS_ALL);
  }
}
