package io.ngxscope.agent.model;

/**
 * What a worker used up to a moment. Of a worker that is gone there is none.
 *
 * @param worker who
 * @param unixMicros when it was read, microseconds since the epoch
 * @param cpuMicros time of its main thread on a processor since it began, in microseconds
 * @param waitMicros time in which that thread could have run and had no processor, in microseconds
 * @param residentBytes memory of the process in use, in bytes
 * @param lua its Lua VMs; {@link Lua#NONE} without
 */
public record WorkerReading(
    ProcessKey worker,
    long unixMicros,
    long cpuMicros,
    long waitMicros,
    long residentBytes,
    Lua lua) {
  /**
   * The memory of Lua VMs, all of a worker together.
   *
   * @param vms how many VMs
   * @param bytes allocated, as LuaJIT accounts them ({@code gc.total})
   * @param gcState what the collector of the first VM does, as LuaJIT calls it; empty without
   * @param strings interned strings
   * @param stringSlots slots of the tables that hold them; chains grow where there are fewer slots
   *     than strings
   */
  public record Lua(int vms, long bytes, String gcState, long strings, long stringSlots) {
    /** No Lua. */
    public static final Lua NONE = new Lua(0, 0, "", 0, 0);
  }
}
