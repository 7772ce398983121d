package io.ngxscope.agent.nginx;

import java.util.OptionalLong;

/**
 * Finds exported objects of a process: nginx is linked with {@code -Wl,-E}, so its globals survive
 * stripping.
 */
@FunctionalInterface
public interface Symbols {
  /** Load address of an exported object or function, empty if no loaded module exports it. */
  OptionalLong address(String name);
}
