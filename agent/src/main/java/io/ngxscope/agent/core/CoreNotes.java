package io.ngxscope.agent.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the kernel, or gdb, notes in a core file ({@code elf(5)}, {@code include/uapi/linux/elf.h}).
 * Pure: reads bytes, believes no length.
 */
final class CoreNotes {
  private static final int PRSTATUS = 1;
  private static final int PRPSINFO = 3;
  private static final int AUXV = 6;
  private static final int SIGINFO = 0x53494749;
  private static final int FILE = 0x46494c45;

  private static final int MAX_AUXILIARY = 256;
  private static final int MAX_THREADS = 1 << 16;
  private static final int MAX_FILES = 1 << 16;
  private static final int MAX_PATH = 4096;

  private static final int PSINFO_BYTES = 136;
  private static final int PSINFO_UID = 16;
  private static final int PSINFO_PID = 24;
  private static final int PSINFO_PARENT = 28;
  private static final int PSINFO_NAME = 40;
  private static final int PSINFO_ARGUMENTS = 56;

  final List<CoreThread> threads = new ArrayList<>();
  final List<CoreMapping> files = new ArrayList<>();
  final Map<Long, Long> auxiliary = new HashMap<>();
  int pid;
  int parent;
  int uid;
  String name = "";
  String arguments = "";
  int signal;
  int signalCode;
  long faultAddress;
  int sender;

  /** Reads a segment of notes; stops at what makes no sense. */
  void read(ByteBuffer notes) {
    notes.order(ByteOrder.LITTLE_ENDIAN);
    long at = 0;
    while (at + 12 <= notes.limit()) {
      long nameBytes = notes.getInt((int) at) & 0xffff_ffffL;
      long dataBytes = notes.getInt((int) at + 4) & 0xffff_ffffL;
      int type = notes.getInt((int) at + 8);
      long data = at + 12 + ((nameBytes + 3) & ~3L);
      if (data + dataBytes > notes.limit()) {
        return;
      }
      note(type, notes.slice((int) data, (int) dataBytes).order(ByteOrder.LITTLE_ENDIAN));
      at = data + ((dataBytes + 3) & ~3L);
    }
  }

  private void note(int type, ByteBuffer data) {
    if (type == PRSTATUS && data.limit() >= CoreThread.BYTES && threads.size() < MAX_THREADS) {
      threads.add(CoreThread.parse(data));
    } else if (type == PRPSINFO && data.limit() >= PSINFO_BYTES) {
      uid = data.getInt(PSINFO_UID);
      pid = data.getInt(PSINFO_PID);
      parent = data.getInt(PSINFO_PARENT);
      name = text(data, PSINFO_NAME, PSINFO_ARGUMENTS);
      arguments = text(data, PSINFO_ARGUMENTS, PSINFO_BYTES).strip();
    } else if (type == SIGINFO && data.limit() >= 24) {
      signal = data.getInt(0);
      signalCode = data.getInt(8);
      sender = data.getInt(16);
      faultAddress = data.getLong(16);
    } else if (type == AUXV) {
      for (int at = 0; at + 16 <= data.limit() && auxiliary.size() < MAX_AUXILIARY; at += 16) {
        auxiliary.put(data.getLong(at), data.getLong(at + 8));
      }
    } else if (type == FILE && data.limit() >= 16) {
      files(data);
    }
  }

  /** Count and page size; start, end and page of each; then the paths, zero-terminated. */
  private void files(ByteBuffer data) {
    long count = data.getLong(0);
    long page = data.getLong(8);
    if (count < 0 || count > MAX_FILES || page <= 0 || 16 + count * 24 > data.limit()) {
      return;
    }
    int at = (int) (16 + count * 24);
    for (int i = 0; i < count && at < data.limit(); i++) {
      int end = at;
      while (end < data.limit() && end - at < MAX_PATH && data.get(end) != 0) {
        end++;
      }
      String path = text(data, at, end);
      long start = data.getLong(16 + i * 24);
      long behind = data.getLong(24 + i * 24);
      long offset = data.getLong(32 + i * 24) * page;
      if (Long.compareUnsigned(start, behind) < 0 && offset >= 0) {
        files.add(new CoreMapping(start, behind, offset, path));
      }
      at = end + 1;
    }
  }

  private static String text(ByteBuffer data, int from, int to) {
    int end = from;
    while (end < to && data.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - from];
    data.get(from, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
