package io.ngxscope.agent.os;

import io.ngxscope.agent.model.BuildId;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Notes that the linker leaves in an object. */
final class ElfNotes {
  private static final int GNU_BUILD_ID = 3;
  private static final int GNU_NAME = 0x00554e47;
  private static final int MAX_ID_BYTES = 64;

  private ElfNotes() {}

  /** The build id in a range of notes, or null if there is none. */
  static @Nullable BuildId buildId(ElfImage image, long offset, long size)
      throws ElfFormatException {
    long at = image.check(offset, size, "notes");
    long end = offset + size;
    while (at + 12 <= end) {
      long nameSize = image.u32(at);
      long dataSize = image.u32(at + 4);
      long data = at + 12 + (nameSize + 3 & ~3L);
      boolean isBuildId =
          image.u32(at + 8) == GNU_BUILD_ID && nameSize == 4 && image.i32(at + 12) == GNU_NAME;
      if (isBuildId && dataSize > 0 && dataSize <= MAX_ID_BYTES) {
        byte[] id = new byte[(int) dataSize];
        image.view(data, dataSize).get(id);
        return new BuildId(HexFormat.of().formatHex(id));
      }
      at = data + (dataSize + 3 & ~3L);
    }
    return null;
  }
}
