package io.ngxscope.agent.code;

/**
 * What the instruction under a uprobe costs its process, by how the kernel gets past it ({@code
 * arch/x86/kernel/uprobes.c}).
 */
public enum SiteCost {
  /** The kernel does what the instruction would do: about 1 us a hit. */
  EMULATED,
  /** The instruction is executed out of line by a single step: 20 us a hit and more in a guest. */
  STEPPED
}
