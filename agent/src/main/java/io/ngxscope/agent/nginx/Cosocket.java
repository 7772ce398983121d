package io.ngxscope.agent.nginx;

import java.util.OptionalLong;

/**
 * A socket of ngx_lua that a coroutine waits for.
 *
 * @param address the module's structure
 * @param peer whom it talks to, such as {@code 127.0.0.1:6379}; empty if not known
 * @param client whether it is the connection of the request itself
 * @param readDue when its read timer is due, on the clock of {@code ngx_current_msec}
 * @param writeDue when its write timer is due, likewise
 */
public record Cosocket(
    long address, String peer, boolean client, OptionalLong readDue, OptionalLong writeDue) {}
