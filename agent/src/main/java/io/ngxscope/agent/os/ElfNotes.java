package io.ngxscope.agent.os;

import io.ngxscope.agent.model.BuildId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes that the linker leaves in an object. */
final class ElfNotes {
  private static final int GNU_BUILD_ID = 3;
  private static final int GNU_NAME = 0x00554e47;
  private static final int MAX_ID_BYTES = 64;

  /** Longest range looked at: the linker's notes take some hundred bytes. */
  private static final long MAX_NOTES_BYTES = 64 << 10;

  private static final int MAX_RANGES = 64;

  private ElfNotes() {}

  /** The build id of an object, by its sections or, without them, by its segments. */
  static @Nullable BuildId buildId(ElfImage image, ElfHeaders headers) throws ElfFormatException {
    List<long[]> ranges = new ArrayList<>();
    for (ElfSection s : headers.sections()) {
      if (s.type() == ElfSection.NOTE) {
        ranges.add(new long[] {s.offset(), s.size()});
      }
    }
    for (ElfSegment s : headers.segments()) {
      if (s.type() == ElfSegment.NOTE) {
        ranges.add(new long[] {s.offset(), s.fileSize()});
      }
    }
    for (long[] range : ranges.subList(0, Math.min(ranges.size(), MAX_RANGES))) {
      BuildId id = buildId(image, range[0], range[1]);
      if (id != null) {
        return id;
      }
    }
    return null;
  }

  /** The build id in a range of notes, or null if there is none. */
  private static @Nullable BuildId buildId(ElfImage image, long offset, long size)
      throws ElfFormatException {
    long at = image.check(offset, size, "notes");
    long end = offset + Math.min(size, MAX_NOTES_BYTES);
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
