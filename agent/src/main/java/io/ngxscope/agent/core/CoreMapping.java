package io.ngxscope.agent.core;

/**
 * A file that was mapped ({@code NT_FILE}).
 *
 * @param start first address
 * @param end address behind the last byte
 * @param offset where the mapping begins in the file, in bytes
 * @param path as the process saw it: hostile text
 */
record CoreMapping(long start, long end, long offset, String path) {
  boolean contains(long address) {
    return Long.compareUnsigned(address - start, end - start) < 0;
  }
}
