package io.ngxscope.agent.inspect;

/**
 * Where a function can be probed.
 *
 * @param address in the object
 * @param what entry, call or jump, in words
 * @param emulated whether the kernel emulates the instruction: about 1 us a hit, else about 20 us
 */
public record ProbePlace(long address, String what, boolean emulated) {}
