package io.ngxscope.agent.code;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One instruction as {@code objdump -d -w} prints it.
 *
 * @param address of its first byte
 * @param length in bytes
 * @param mnemonic without prefixes
 * @param operands as printed
 */
record ObjdumpLine(long address, int length, String mnemonic, String operands) {
  private static final Set<String> PREFIXES =
      Set.of(
          "bnd",
          "notrack",
          "repz",
          "repnz",
          "rep",
          "cs",
          "ds",
          "es",
          "ss",
          "data16",
          "lock",
          "addr32",
          "rex.W",
          "rex",
          "xacquire",
          "xrelease",
          "fs",
          "gs");

  /** Understands a line; null if it is none of an instruction, or one of no instruction. */
  static @Nullable ObjdumpLine parse(String line) {
    String[] columns = line.split("\t", 3);
    if (columns.length < 3
        || columns[2].matches("\\(bad\\).*|.*(rex\\.|%\\?|movsxd|,p[tn] |\\(bad\\)).*")) {
      return null;
    }
    long address = Long.parseLong(columns[0].strip().replace(":", ""), 16);
    String text = columns[2].split("[#<]")[0].strip();
    String[] words = text.split("\\s+");
    int at = 0;
    while (at < words.length - 1 && PREFIXES.contains(words[at])) {
      at++;
    }
    String operands = text.substring(text.indexOf(words[at]) + words[at].length()).strip();
    String[] bytes = columns[1].strip().split(" ");
    if (bytes[0].equals("9b")) { // objdump joins fwait with what follows; the processor does not
      return new ObjdumpLine(address, 1, "fwait", "");
    }
    return new ObjdumpLine(address, bytes.length, words[at], operands);
  }

  /** How a decoded instruction differs from this one; empty if it does not. */
  String difference(Instruction decoded) {
    if (decoded.length() != length) {
      return "length " + decoded.length() + " of " + decoded;
    }
    String expected = expectedClass();
    String found = decoded.getClass().getSimpleName();
    if (!found.equals(expected)) {
      return "class " + found + " not " + expected;
    }
    long target =
        decoded instanceof Instruction.Call call
            ? call.target()
            : decoded instanceof Instruction.Jump jump ? jump.target() : 0;
    return target != 0 && target != Long.parseUnsignedLong(operands, 16)
        ? "target " + Long.toHexString(target)
        : "";
  }

  private String expectedClass() {
    boolean star = operands.startsWith("*");
    boolean odd = operands.contains("%fs:") || operands.contains("%gs:") || shortAddress();
    if (mnemonic.equals("call") || mnemonic.equals("callw")) {
      return star ? odd ? "Other" : "IndirectCall" : "Call";
    }
    if (mnemonic.equals("jmp")) {
      return star ? odd ? "Other" : "IndirectJump" : "Jump";
    }
    if (mnemonic.startsWith("j") || mnemonic.startsWith("loop")) {
      return "Jump";
    }
    return switch (mnemonic) {
      case "ret", "retw" -> "Return";
      case "push", "pushw" -> "Push";
      case "pop", "popw" -> "Pop";
      case "nop", "nopw", "nopl", "nopq", "endbr64", "endbr32" -> "Nop";
      case "xchg" -> operands.equals("%ax,%ax") ? "Nop" : "Other";
      case "cmp", "cmpb", "cmpw", "cmpl", "cmpq", "test", "testb", "testw", "testl", "testq" ->
          "Compare";
      case "lea" -> odd ? "Other" : "LoadAddress";
      default -> mnemonic.startsWith("mov") ? move(odd) : "Other";
    };
  }

  private boolean shortAddress() {
    return operands.matches(".*\\((%e|%r\\d+d|,%e|,%r\\d+d).*");
  }

  /** The many moves of AT&amp;T syntax. */
  private String move(boolean odd) {
    boolean general =
        mnemonic.matches("mov|movabs|movb|movw|movl|movq|mov[sz][bw][wlq]|movslq|movz?x|movsx");
    int comma = operands.lastIndexOf(',');
    String to = operands.endsWith(")") || comma < 0 ? "" : operands.substring(comma + 1);
    boolean vector =
        operands.contains("mm") || operands.matches(".*%[cd]r\\d.*|.*%[defgs]s(,.*|$)");
    if (!general || vector && !operands.contains("(") || operands.contains("%xmm")) {
      return "Other";
    }
    if (odd || operands.contains("%mm") || operands.matches(".*%[defgcs]s(,.*|$)")) {
      return "Other";
    }
    if (mnemonic.equals("movabs") && !operands.startsWith("$")) {
      return "Other";
    }
    boolean memory = operands.contains("(") || operands.matches("(.*,)?0x[0-9a-f]+(,.*)?");
    if (operands.startsWith("$")) {
      return operands.contains("(") || !to.startsWith("%")
          ? "StoreConstant"
          : is32(to) ? "LoadConstant" : "Other";
    }
    if (!memory) {
      return mnemonic.startsWith("mov") && mnemonic.length() <= 4 && is32(to) ? "Move" : "Other";
    }
    return to.startsWith("%") ? "Load" : "Store";
  }

  private static boolean is32(String register) {
    return register.matches("%e..|%r[a-z]{2}|%r[89]|%r\\d+d|%r1\\d");
  }
}
