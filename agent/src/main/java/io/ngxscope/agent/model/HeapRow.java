package io.ngxscope.agent.model;

/**
 * A kind of objects of a heap.
 *
 * @param name what they have in common, in words; hostile text
 * @param objects how many
 * @param bytes what they take, as LuaJIT accounts it
 */
public record HeapRow(String name, long objects, long bytes) {}
