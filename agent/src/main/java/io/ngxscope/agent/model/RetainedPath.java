package io.ngxscope.agent.model;

/**
 * An object of a heap, and what it keeps.
 *
 * @param path how it is reached, such as {@code package.loaded["shop.cache"].entries}; hostile text
 * @param kind its type, in LuaJIT's words
 * @param bytes its own
 * @param retainedBytes of all that would go with it if it went: its subtree of the dominator tree
 * @param retainedObjects how many objects that are
 */
public record RetainedPath(
    String path, String kind, long bytes, long retainedBytes, long retainedObjects) {}
