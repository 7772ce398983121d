package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads prototypes and remembers them. A prototype can be freed and its memory used again, so a
 * remembered one counts only while the header in memory is still the same.
 */
final class ProtoReader {
  private static final int MAX_INSTRUCTIONS = 1 << 22;
  private static final int MAX_CHUNKNAME = 512;
  private static final int MAX_REMEMBERED = 50_000;

  private final RemoteMemory memory;
  private final LuaJitLayout.Proto at;
  private final Map<Long, Remembered> remembered = new HashMap<>();

  private record Remembered(Fingerprint fingerprint, Proto proto) {}

  /** The fields that no other prototype at the same address would share by chance. */
  private record Fingerprint(int sizebc, long chunkname, int firstline, int numline, long lines) {}

  ProtoReader(LuaVm vm) {
    this.memory = vm.memory();
    this.at = vm.layout().proto();
  }

  /** Reads the prototype at an address; empty if there is none (any more). */
  Optional<Proto> read(long address) {
    ByteBuffer header =
        Gc64.plausible(address) ? memory.read(address, at.bytes()) : ByteBuffer.allocate(0);
    if (!header.hasRemaining() || header.get(Gc64.GCT) != Gc64.PROTO) {
      remembered.remove(address);
      return Optional.empty();
    }
    Fingerprint fingerprint =
        new Fingerprint(
            header.getInt(at.sizebc()),
            header.getLong(at.chunkname()),
            header.getInt(at.firstline()),
            header.getInt(at.numline()),
            header.getLong(at.lineinfo()));
    Remembered known = remembered.get(address);
    if (known != null && known.fingerprint().equals(fingerprint)) {
      return Optional.of(known.proto());
    }
    Proto proto = load(address, fingerprint);
    if (proto == null) {
      return Optional.empty();
    }
    if (remembered.size() >= MAX_REMEMBERED) {
      remembered.clear();
    }
    remembered.put(address, new Remembered(fingerprint, proto));
    return Optional.of(proto);
  }

  private @Nullable Proto load(long address, Fingerprint f) {
    if (f.sizebc() <= 0
        || f.sizebc() > MAX_INSTRUCTIONS
        || f.firstline() < Proto.BUILT_IN
        || f.numline() < 0) {
      return null;
    }
    Optional<String> chunk = Strings.read(memory, f.chunkname(), MAX_CHUNKNAME);
    if (chunk.isEmpty()) {
      return null;
    }
    byte[] lineinfo = new byte[LineTable.bytes(f.sizebc(), f.numline())];
    boolean lines =
        f.lines() != 0 && memory.read(f.lines(), lineinfo, lineinfo.length) == lineinfo.length;
    return new Proto(
        address,
        displayed(chunk.get()),
        f.firstline(),
        lines ? new LineTable(f.firstline(), f.numline(), lineinfo) : LineTable.NONE);
  }

  /**
   * {@code @file} and {@code =name} lose their mark; source given as a string is quoted like Lua's
   * messages do.
   */
  private static String displayed(String chunkname) {
    if (chunkname.startsWith("@") || chunkname.startsWith("=")) {
      return chunkname.substring(1);
    }
    int end = chunkname.indexOf('\n');
    String first = end < 0 ? chunkname : chunkname.substring(0, end) + "...";
    return "[string \"" + (first.length() > 80 ? first.substring(0, 80) + "..." : first) + "\"]";
  }
}
