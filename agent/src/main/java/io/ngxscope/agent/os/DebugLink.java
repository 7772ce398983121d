package io.ngxscope.agent.os;

/**
 * The content of {@code .gnu_debuglink}: where the symbols went when the file was stripped.
 *
 * @param fileName name without folder: hostile text, never with a slash
 * @param crc CRC-32 of that file
 */
public record DebugLink(String fileName, int crc) {}
