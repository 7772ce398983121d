package io.ngxscope.agent.code;

/**
 * What follows each operation code in 64-bit mode (Intel SDM volume 2, appendix A; AMD APM volume
 * 3, appendix A). One letter a code, sixteen codes a line:
 *
 * <pre>
 * .  nothing                         M  a ModRM byte with what it asks for
 * b  a byte   w  two   z  two or four, by the operand size
 * B  M and a byte                    Z  M and two or four, by the operand size
 * j  a jump distance of one byte     J  one of four
 * v  as z, but eight in a 64-bit move
 * e  three bytes (enter)             o  an address of eight bytes
 * R  a ModRM byte that names registers, whatever it says
 * 3  M, and a byte for test          4  M, and two or four for test
 * x  no instruction of 64-bit mode   P  a prefix or an escape, handled before
 * </pre>
 */
final class OpcodeTable {
  private static final String ONE =
      "MMMMbzxxMMMMbzxP" // 00
          + "MMMMbzxxMMMMbzxx" // 10
          + "MMMMbzPxMMMMbzPx" // 20
          + "MMMMbzPxMMMMbzPx" // 30
          + "PPPPPPPPPPPPPPPP" // 40: REX
          + "................" // 50
          + "xxPMPPPPzZbB...." // 60
          + "jjjjjjjjjjjjjjjj" // 70
          + "BZxBMMMMMMMMMMMM" // 80
          + "..........x....." // 90
          + "oooo....bz......" // a0
          + "bbbbbbbbvvvvvvvv" // b0
          + "BBw.PPBZe.w..bx." // c0
          + "MMMMxxx.MMMMMMMM" // d0
          + "jjjjbbbbJJxj...." // e0
          + "P.PP..34......MM"; // f0

  private static final String TWO =
      "MMMMx.....x.xM.B" // 00
          + "MMMMMMMMMMMMMMMM" // 10
          + "RRRRxxxxMMMMMMMM" // 20
          + "......x.PxPxxxxx" // 30
          + "MMMMMMMMMMMMMMMM" // 40
          + "MMMMMMMMMMMMMMMM" // 50
          + "MMMMMMMMMMMMMMMM" // 60
          + "BBBBMMM.MMxxMMMM" // 70
          + "JJJJJJJJJJJJJJJJ" // 80
          + "MMMMMMMMMMMMMMMM" // 90
          + "...MBMMM...MBMMM" // a0
          + "MMMMMMMMMMBMMMMM" // b0
          + "MMBMBBBM........" // c0
          + "MMMMMMMMMMMMMMMM" // d0
          + "MMMMMMMMMMMMMMMM" // e0
          + "MMMMMMMMMMMMMMMM"; // f0

  private OpcodeTable() {}

  /** What follows a code of one byte. */
  static char one(int code) {
    return ONE.charAt(code);
  }

  /** What follows a code behind the escape 0f. */
  static char two(int code) {
    return TWO.charAt(code);
  }

  /** What follows a code of the vector encodings VEX and EVEX. */
  static char vector(int map, int code) {
    if (map == 1) {
      char legacy = two(code);
      return legacy == 'J' || (legacy == '.' && code != 0x77) ? 'M' : legacy;
    }
    return map == 3 ? 'B' : 'M';
  }
}
