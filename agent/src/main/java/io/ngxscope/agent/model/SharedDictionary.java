package io.ngxscope.agent.model;

/**
 * A shared memory zone of nginx, such as {@code lua_shared_dict}'s. It is no part of the Lua heap.
 *
 * @param name as configured; hostile text
 * @param owner {@code ngx.shared}, or the module whose zone it is
 * @param bytes its size
 * @param freeBytes whole pages in it that are free; -1 if that could not be read
 */
public record SharedDictionary(String name, String owner, long bytes, long freeBytes) {}
