package io.ngxscope.agent.os;

/**
 * The unwind entry of one function ({@code .eh_frame} frame description entry).
 *
 * @param start its first address in the object's address space
 * @param end the address behind its last byte, above {@code start}
 * @param cie what it shares with others
 * @param instructionsAddress address of the first call frame instruction
 * @param instructionsLength their length in bytes
 */
public record Fde(long start, long end, Cie cie, long instructionsAddress, int instructionsLength) {

  /** Whether an address lies in the function. */
  public boolean contains(long address) {
    return address >= start && address < end;
  }
}
