package io.ngxscope.agent.code;

import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.EhFrame;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfFormatException;
import io.ngxscope.agent.os.Fde;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where functions begin and end in a stripped object: its unwind index lists them all. */
public final class FunctionBounds {
  private FunctionBounds() {}

  /** Every function in the order of addresses; those whose entry is broken are left out. */
  public static List<AddressRange> all(ElfFile elf) {
    EhFrame frames = elf.ehFrame();
    List<AddressRange> bounds = new ArrayList<>(frames.size());
    for (int i = 0; i < frames.size(); i++) {
      around(elf, frames.start(i)).ifPresent(bounds::add);
    }
    return bounds;
  }

  /** The function around an address, if one is listed. */
  public static Optional<AddressRange> around(ElfFile elf, long address) {
    try {
      Fde fde = elf.ehFrame().find(address);
      return Optional.ofNullable(fde).map(f -> new AddressRange(f.start(), f.end()));
    } catch (ElfFormatException e) {
      return Optional.empty();
    }
  }
}
