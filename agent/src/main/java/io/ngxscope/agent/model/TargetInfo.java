package io.ngxscope.agent.model;

/**
 * What is known about one watched process, as it goes into recordings.
 *
 * @param key who
 * @param startUnixMillis when it started, milliseconds since the epoch
 * @param masterPid its parent master's number, or 0 if it has none
 * @param role {@code worker}, {@code single} (no master process) or {@code other}
 * @param exe path of its executable inside its own mount namespace
 * @param prefix configuration file or prefix as far as known; may be empty
 * @param luajit LuaJIT build in words, such as {@code libluajit-5.1.so.2 GC64}; empty without
 *     LuaJIT
 */
public record TargetInfo(
    ProcessKey key,
    long startUnixMillis,
    int masterPid,
    String role,
    String exe,
    String prefix,
    String luajit) {}
