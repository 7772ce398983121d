package io.ngxscope.agent.recording;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a recording what should not leave the house: URLs, folders, host names, what system
 * calls were called with, and words of the command line. What was equal stays equal: {@code /url-1}
 * is one URL throughout a result. Names of functions, lines, and the last part of file names stay,
 * since without them nothing could be found.
 */
public final class Redaction {
  private static final String GONE = "(redacted)";

  /** A file name, or a piece of configuration such as {@code content_by_lua(nginx.conf:64)}. */
  private static final Pattern HARMLESS_FILE =
      Pattern.compile("[A-Za-z0-9_.@=+-]{1,80}(\\([A-Za-z0-9_.:-]{1,80}\\))?(:\\d{1,9})?");

  private static final Pattern PATH = Pattern.compile("/[^\\s,;:()'\"]*");
  private static final Pattern OPTION = Pattern.compile("-{1,2}[A-Za-z][A-Za-z-]{0,40}");

  /** {@code ngxscope block}. */
  private static final int PLAIN_WORDS = 2;

  private final Map<String, String> urls = new HashMap<>();
  private final Map<String, String> codes = new HashMap<>();

  private Redaction() {}

  /** The same recording without them. */
  public static Recording of(Recording recording) {
    return new Redaction().apply(recording);
  }

  private Recording apply(Recording r) {
    return new Recording(
        info(r.info()),
        r.targets().stream().map(Redaction::target).toList(),
        r.blocks().stream().map(this::block).toList(),
        r.samples().stream().map(this::sample).toList(),
        r.workerEvents().stream().map(Redaction::event).toList(),
        r.loopBuckets(),
        quality(r.quality()),
        r.endUnixMicros(),
        r.complete());
  }

  private static CaptureInfo info(CaptureInfo i) {
    List<String> words = i.commandLine();
    List<String> shown =
        IntStream.range(0, words.size())
            .mapToObj(n -> n < PLAIN_WORDS ? lastPart(words.get(n)) : word(words.get(n)))
            .toList();
    HostInfo h = i.host();
    HostInfo host =
        new HostInfo(
            GONE, words(h.os()), plain(h.kernel()), words(h.cpuModel()), h.cpus(), h.memoryBytes());
    Map<String, String> options = new TreeMap<>();
    i.options().forEach((name, value) -> options.put(plain(name), plain(value)));
    return new CaptureInfo(
        plain(i.command()),
        shown,
        plain(i.version()),
        plain(i.gear()),
        i.startUnixMicros(),
        options,
        host);
  }

  /** {@code Debian GNU/Linux 12} is no path. */
  private static String words(String text) {
    return text.startsWith("/") ? GONE : text;
  }

  private static String word(String word) {
    return OPTION.matcher(word).matches() ? word : GONE;
  }

  private static TargetInfo target(TargetInfo t) {
    return new TargetInfo(
        t.key(),
        t.startUnixMillis(),
        t.masterPid(),
        plain(t.role()),
        lastPart(t.exe()),
        GONE,
        plain(t.luajit()));
  }

  private Block block(Block b) {
    return new Block(
        b.worker(),
        b.startUnixMicros(),
        b.durationMicros(),
        b.onCpuMicros(),
        b.offCpuMicros(),
        b.request() == null ? null : request(b.request()),
        b.phase(),
        b.syscalls().stream().map(s -> new SyscallTime(plain(s.name()), "", s.micros())).toList(),
        b.stacks().stream().map(this::stack).toList(),
        b.open());
  }

  private StackEvent sample(StackEvent e) {
    return new StackEvent(e.worker(), e.unixMicros(), request(e.request()), stack(e.sample()));
  }

  private Request request(Request r) {
    if (r.uri().isEmpty()) {
      return r;
    }
    String method = r.method().matches("[A-Z]{1,16}") ? r.method() : "";
    return new Request(method, urls.computeIfAbsent(r.uri(), u -> "/url-" + (urls.size() + 1)));
  }

  private StackSample stack(StackSample s) {
    List<Frame> frames = s.stack().frames().stream().map(this::frame).toList();
    return new StackSample(s.kind(), new Stack(frames), s.samples(), s.micros());
  }

  private Frame frame(Frame frame) {
    if (frame instanceof Frame.Lua lua) {
      return new Frame.Lua(
          name(lua.function()), file(lua.file()), lua.definedLine(), lua.line(), lua.mode());
    }
    if (frame instanceof Frame.Native n) {
      return new Frame.Native(
          name(n.function()), file(n.module()), n.offset(), n.source(), n.scanned());
    }
    if (frame instanceof Frame.Unknown unknown) {
      return new Frame.Unknown(PATH.matcher(unknown.why()).replaceAll(GONE));
    }
    if (frame instanceof Frame.Fast fast) {
      return new Frame.Fast(plain(fast.function()));
    }
    return frame instanceof Frame.Kernel kernel
        ? new Frame.Kernel(plain(kernel.function()))
        : frame;
  }

  private static @Nullable String name(@Nullable String function) {
    return function == null ? null : plain(function);
  }

  /** No name of a function, a system call or a program's version has a slash. */
  private static String plain(String name) {
    return name.indexOf('/') < 0 ? name : GONE;
  }

  /** Source that was loaded from a text is named by that text. */
  private String file(String file) {
    String last = lastPart(file);
    return last.isEmpty() || HARMLESS_FILE.matcher(last).matches()
        ? last
        : codes.computeIfAbsent(file, f -> "code-" + (codes.size() + 1));
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static WorkerEvent event(WorkerEvent e) {
    String detail = PATH.matcher(e.detail()).replaceAll(GONE);
    return new WorkerEvent(e.worker(), e.unixMicros(), e.what(), detail);
  }

  private static Quality quality(Quality q) {
    return new Quality(
        q.ticks(),
        q.lateTicks(),
        q.maxLateMicros(),
        q.tornReads(),
        q.stops(),
        q.maxStopMicros(),
        q.totalStopMicros(),
        q.unwound(),
        q.notUnwound(),
        q.lost(),
        q.selfCpuMicros(),
        q.notes().stream().map(note -> PATH.matcher(note).replaceAll(GONE)).toList());
  }
}
