package io.ngxscope.agent.model;

/**
 * Facts about the machine, so that a report can be read elsewhere.
 *
 * @param hostname its name
 * @param os distribution and version
 * @param kernel release as in {@code uname -r}
 * @param cpuModel processor in words
 * @param cpus logical processors
 * @param memoryBytes physical memory, in bytes
 */
public record HostInfo(
    String hostname, String os, String kernel, String cpuModel, int cpus, long memoryBytes) {}
