package io.ngxscope.agent.luajit;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.os.RemoteMemory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns addresses of a Lua stack into names and lines. Symbolize soon after reading: prototypes can
 * be freed. What cannot be named says so; nothing is guessed.
 */
public final class LuaFrames {
  /** A new walk of the modules is worth it only after this time, in nanoseconds. */
  private static final long REINDEX_NANOS = 5_000_000_000L;

  private static final Frame GONE = new Frame.Unknown("Lua function that is gone from memory");

  private final LuaVm vm;
  private final ProtoReader protos;
  private final NativeNames natives;
  private final Supplier<RemoteMemory> otherMemory;
  private final Set<Long> nameless = new HashSet<>();
  private CompletableFuture<NameIndex> renewed;
  private NameIndex index;
  private long indexedAt;

  /** Names machine code, for C functions called from Lua. */
  public interface NativeNames {
    /** The frame for an address of machine code. */
    Frame at(long address);
  }

  /**
   * Readies naming for one VM; walks its loaded modules once.
   *
   * @param otherMemory the same memory for another thread, on which the modules are walked again
   *     when new functions turn up
   */
  public LuaFrames(LuaVm vm, NativeNames natives, Supplier<RemoteMemory> otherMemory) {
    this.vm = vm;
    this.otherMemory = otherMemory;
    this.protos = new ProtoReader(vm);
    this.natives = natives;
    this.index = NameIndex.of(vm);
    this.renewed = CompletableFuture.completedFuture(index);
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
    return raw instanceof RawFrame.Gone ? Optional.of(GONE) : Optional.empty();
  }

  private Frame lua(RawFrame.LuaFunction f) {
    Optional<Proto> proto = protos.read(f.proto());
    if (proto.isEmpty()) {
      return GONE;
    }
    Proto p = proto.get();
    return new Frame.Lua(
        functionName(p), p.chunk(), p.firstLine(), p.lines().line(f.position()), f.mode());
  }

  private @Nullable String functionName(Proto p) {
    index = renewed.getNow(index);
    Optional<String> name = index.ofProto(p.address());
    if (name.isEmpty() && p.firstLine() > 0 && nameless.add(p.address())) {
      renew();
    }
    return name.orElse(null);
  }

  /**
   * A module may have been loaded since the last walk: the next sample profits from another one.
   */
  private void renew() {
    long now = System.nanoTime();
    if (renewed.isDone() && now - indexedAt > REINDEX_NANOS) {
      indexedAt = now;
      LuaVm other = vm.through(otherMemory.get());
      NameIndex before = index;
      renewed = CompletableFuture.supplyAsync(() -> NameIndex.of(other)).exceptionally(e -> before);
    }
  }
}
