package io.ngxscope.agent.inspect;

/**
 * One instruction as it is shown.
 *
 * @param address in the object
 * @param text the instruction; bytes, if there is no disassembler
 * @param note what it means for a reader: target of a call, argument; empty without
 */
public record CodeLine(long address, String text, String note) {}
