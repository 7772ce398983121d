package io.ngxscope.agent.govern;

import io.ngxscope.agent.code.SiteCost;

/**
 * An instruction that a script probes.
 *
 * @param file as the script names it
 * @param address in that file
 * @param cost what a hit costs
 * @param returns whether it is a return: of all in a function each call executes one
 * @param meter where its hits can be counted: itself, or the cheap entry of its function if it is
 *     dear
 */
public record ProbePoint(String file, long address, SiteCost cost, boolean returns, long meter) {
  /** As a probe of bpftrace that counts its hits. */
  String meterProbe() {
    return "uprobe:" + file + ":0x" + Long.toHexString(meter);
  }

  /** As a probe of bpftrace. */
  String probe() {
    return "uprobe:" + file + ":0x" + Long.toHexString(address);
  }
}
