package io.ngxscope.agent.luajit;

import io.ngxscope.agent.model.Frame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns addresses of a Lua stack into names and lines. Symbolize soon after reading: prototypes can
 * be freed. What cannot be named says so; nothing is guessed.
 */
public final class LuaFrames {
  /** A new walk of the modules is worth it only after this time, in nanoseconds. */
  private static final long REINDEX_NANOS = 5_000_000_000L;

  private final LuaVm vm;
  private final ProtoReader protos;
  private final NativeNames natives;
  private final Set<Long> nameless = new HashSet<>();
  private NameIndex index;
  private long indexedAt;

  /** Names machine code, for C functions called from Lua. */
  public interface NativeNames {
    /** The frame for an address of machine code. */
    Frame at(long address);
  }

  /** Readies naming for one VM; walks its loaded modules once. */
  public LuaFrames(LuaVm vm, NativeNames natives) {
    this.vm = vm;
    this.protos = new ProtoReader(vm);
    this.natives = natives;
    this.index = NameIndex.of(vm);
    this.indexedAt = System.nanoTime();
  }

  /**
   * Names the frames of a stack.
   *
   * @return lists of frames from the outermost to the innermost, one list between two boundaries
   *     with C, outermost list first; at least one list
   */
  public List<List<Frame>> name(RawLuaStack stack) {
    List<List<Frame>> segments = new ArrayList<>();
    List<Frame> segment = new ArrayList<>();
    if (stack.truncated()) {
      segment.add(new Frame.Unknown("deeper Lua frames not read"));
    }
    if (stack.torn()) {
      segment.add(new Frame.Unknown("Lua stack changed while it was read"));
    }
    List<RawFrame> frames = stack.frames();
    for (int i = frames.size() - 1; i >= 0; i--) {
      if (frames.get(i) instanceof RawFrame.CBoundary) {
        if (!segment.isEmpty()) {
          segments.add(segment);
          segment = new ArrayList<>();
        }
      } else {
        name(frames.get(i)).ifPresent(segment::add);
      }
    }
    segments.add(segment);
    return segments;
  }

  private Optional<Frame> name(RawFrame raw) {
    if (raw instanceof RawFrame.LuaFunction lua) {
      return Optional.of(lua(lua));
    }
    if (raw instanceof RawFrame.FastFunction fast) {
      return Optional.of(
          new Frame.Fast(index.ofFfid(fast.ffid()).orElse("built-in #" + fast.ffid())));
    }
    if (raw instanceof RawFrame.CFunction c) {
      return Optional.of(
          index
              .ofEntry(c.entry())
              .<Frame>map(Frame.Fast::new)
              .orElseGet(() -> natives.at(c.entry())));
    }
    return Optional.empty();
  }

  private Frame lua(RawFrame.LuaFunction f) {
    Optional<Proto> proto = protos.read(f.proto());
    if (proto.isEmpty()) {
      return new Frame.Unknown("Lua function that is gone from memory");
    }
    Proto p = proto.get();
    Frame.LuaMode mode = f.compiled() ? Frame.LuaMode.COMPILED : Frame.LuaMode.INTERPRETED;
    return new Frame.Lua(
        functionName(p), p.chunk(), p.firstLine(), p.lines().line(f.position()), mode);
  }

  private @Nullable String functionName(Proto p) {
    Optional<String> name = index.ofProto(p.address());
    long now = System.nanoTime();
    if (name.isEmpty()
        && p.firstLine() > 0
        && now - indexedAt > REINDEX_NANOS
        && nameless.add(p.address())) {
      index = NameIndex.of(vm); // a module may have been loaded since
      indexedAt = now;
      name = index.ofProto(p.address());
    }
    return name.orElse(null);
  }
}
