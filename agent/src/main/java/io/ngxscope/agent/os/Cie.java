package io.ngxscope.agent.os;

/**
 * What many unwind entries share ({@code .eh_frame} common information entry).
 *
 * @param codeFactor unit of address advances, in bytes
 * @param dataFactor unit of stack offsets, in bytes, mostly -8
 * @param returnRegister number of the column of the return address, 16 on x86-64
 * @param pointerEncoding {@code DW_EH_PE_*} of the addresses in its entries
 * @param signalFrame whether its functions are called by the kernel to end a signal handler, so
 *     that the caller's address is that of an instruction not yet executed
 * @param augmented whether its entries carry augmentation data
 * @param instructionsAddress address of the first call frame instruction
 * @param instructionsLength their length in bytes
 */
public record Cie(
    long codeFactor,
    long dataFactor,
    int returnRegister,
    int pointerEncoding,
    boolean signalFrame,
    boolean augmented,
    long instructionsAddress,
    int instructionsLength) {

  static Cie read(ElfCursor body) throws ElfFormatException {
    body.u8(); // version: 1 and 3 differ in the return register alone, and that fits in one byte
    StringBuilder letters = new StringBuilder();
    for (int c = body.u8(); c != 0; c = body.u8()) {
      if (letters.length() >= 16) {
        throw new ElfFormatException("a CIE augmentation of more than 16 letters");
      }
      letters.append((char) c);
    }
    String augmentation = letters.toString();
    long codeFactor = body.uleb();
    long dataFactor = body.sleb();
    int returnRegister = (int) body.uleb();
    int encoding = 0;
    boolean signal = false;
    if (augmentation.startsWith("z")) {
      ElfCursor data = body.part(body.uleb());
      for (char letter : augmentation.substring(1).toCharArray()) {
        switch (letter) {
          case 'R' -> encoding = data.u8();
          case 'S' -> signal = true;
          case 'L' -> data.u8();
          case 'P' -> data.number(data.u8());
          case 'B' -> {} // pointer authentication of another machine: nothing follows
          default -> throw new ElfFormatException("CIE augmentation letter " + (int) letter);
        }
      }
    } else if (!augmentation.isEmpty()) {
      throw new ElfFormatException("a CIE augmentation without its length");
    }
    return new Cie(
        codeFactor,
        dataFactor,
        returnRegister,
        encoding,
        signal,
        augmentation.startsWith("z"),
        body.position(),
        body.remaining());
  }
}
