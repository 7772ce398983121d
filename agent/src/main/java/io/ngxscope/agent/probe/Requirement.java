package io.ngxscope.agent.probe;

/** What must be there before a script is loaded. */
public sealed interface Requirement {
  /**
   * A property of the machine.
   *
   * @param check the question of {@link HostChecks} that must be answered by yes
   */
  record Host(HostCheck check) implements Requirement {}

  /**
   * A tool.
   *
   * @param program its name
   * @param atLeast the oldest version that will do
   */
  record Tool(String program, ToolVersion atLeast) implements Requirement {}

  /**
   * A tracepoint of the kernel.
   *
   * @param category such as {@code syscalls}
   * @param name such as {@code sys_enter_epoll_wait}
   */
  record Tracepoint(String category, String name) implements Requirement {}

  /**
   * Something that must be known about the worker.
   *
   * @param fact what
   */
  record Known(Fact fact) implements Requirement {}
}
