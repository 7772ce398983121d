package io.ngxscope.agent.inspect;

import io.ngxscope.agent.target.LoadedModule;

/**
 * A function with a name, and how it came by it.
 *
 * @param name its name; hostile text
 * @param module where it lies
 * @param address of its first byte in the object
 * @param how by which evidence it is called so, in words
 */
public record NamedFunction(String name, LoadedModule module, long address, String how) {
  /** Where it begins in the process. */
  public long inProcess() {
    return module.toProcess(address);
  }
}
