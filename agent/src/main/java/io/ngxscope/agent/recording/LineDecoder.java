package io.ngxscope.agent.recording;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Resumed;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.recording.LineFields.Malformed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the lines of a recording back into the words of the model; the reverse of LineEncoder. */
final class LineDecoder {
  private static final int MAX_BUCKETS = 100_000;
  private final ObjectReader json;
  private final RecordingSink sink;
  private final FrameTable table;
  private final MemoryDecoder memory;
  private final Map<ProcessKey, ProcessKey> workers = new HashMap<>();
  private boolean started;
  private long skipped;

  LineDecoder(RecordingSink sink, ReaderLimits limits) {
    this.sink = sink;
    this.table = new FrameTable(limits);
    this.memory = new MemoryDecoder(sink, table);
    this.json = JsonMapper.builder(SafeJson.parsing(limits.lineBytes())).build().reader();
  }

  /** The recording was made by a version whose format this one cannot know. */
  static final class Newer extends Exception {
    private static final long serialVersionUID = 1L;

    Newer(String why) {
      super(why);
    }
  }

  /** True once the first line was understood. */
  boolean started() {
    return started;
  }

  /** Lines of types that this version does not know. */
  long skipped() {
    return skipped;
  }

  void line(byte[] text, int from, int length) throws Malformed, Newer {
    LineFields line = LineFields.of(parse(text, from, length), "the line");
    if (started) {
      typed(line);
    } else {
      header(line);
      started = true;
    }
  }

  private @Nullable JsonNode parse(byte[] text, int from, int length) throws Malformed {
    try {
      return json.readTree(text, from, length);
    } catch (JacksonException e) {
      throw new Malformed("it is not JSON");
    } catch (IOException e) {
      throw new Malformed("it is not text");
    }
  }

  private void header(LineFields line) throws Malformed, Newer {
    if (!line.has("ngxr")) {
      throw new Malformed("the first line does not say that this is a recording");
    }
    int major = line.number("ngxr", 1);
    if (major > LineEncoder.MAJOR) {
      throw new Newer("its format is " + major + ", this version reads up to " + LineEncoder.MAJOR);
    }
    LineFields capture = line.inner("capture");
    sink.info(
        new CaptureInfo(
            capture.text("command"),
            capture.texts("command_line"),
            capture.text("version"),
            capture.text("gear"),
            capture.number("start_unix_us"),
            capture.textMap("options"),
            host(capture.inner("host"))));
  }

  private static HostInfo host(LineFields host) throws Malformed {
    return new HostInfo(
        host.text("hostname"),
        host.text("os"),
        host.text("kernel"),
        host.text("cpu_model"),
        host.number("cpus", 0),
        host.number("memory_bytes"));
  }

  private void typed(LineFields line) throws Malformed {
    switch (line.text("t")) {
      case "target" -> sink.target(target(line));
      case "frame" -> table.frame(line);
      case "stack" -> table.stack(line);
      case "block" -> sink.event(block(line));
      case "sample" -> sink.event(sample(line));
      case "worker" -> change(line);
      case "loop" -> sink.loop(buckets(line));
      case "loop_slice" -> sink.loopSlice(slice(line));
      case "quality" -> sink.quality(quality(line));
      case "heap" -> memory.heap(line);
      case "paths" -> memory.paths(line);
      case "leak" -> memory.leak(line);
      case "mark" -> sink.mark(line.number("unix_us"));
      case "end" -> sink.end(line.number("unix_us"));
      default -> skipped++;
    }
  }

  private TargetInfo target(LineFields line) throws Malformed {
    return new TargetInfo(
        worker(line),
        line.number("start_unix_ms"),
        line.number("master_pid", 0),
        line.text("role"),
        line.text("exe"),
        line.text("prefix"),
        line.text("luajit"));
  }

  private ProcessKey worker(LineFields line) throws Malformed {
    ProcessKey key = new ProcessKey(new Pid(line.number("pid", 1)), line.number("start_ticks"));
    return workers.computeIfAbsent(key, k -> k);
  }

  private Block block(LineFields line) throws Malformed {
    List<StackSample> stacks = new ArrayList<>();
    for (JsonNode sample : line.array("stacks")) {
      stacks.add(weight(LineFields.of(sample, "a stack")));
    }
    return new Block(
        worker(line),
        line.number("start_unix_us"),
        line.duration("duration_us"),
        line.duration("on_cpu_us"),
        line.duration("off_cpu_us"),
        request(line),
        phase(line),
        syscalls(line),
        stacks,
        line.truth("open"),
        line.has("resume_status") ? resumed(line) : null);
  }

  private Resumed resumed(LineFields line) throws Malformed {
    for (Resumed.Status status : Resumed.Status.values()) {
      if (Names.hyphenated(status).equals(line.text("resume_status"))) {
        return new Resumed(
            status,
            only(table.stackOf(line, "entry_stack")),
            only(table.stackOf(line, "exit_stack")));
      }
    }
    throw new Malformed("'resume_status' is none that is known");
  }

  private static Frame only(Stack stack) throws Malformed {
    if (stack.frames().size() != 1) {
      throw new Malformed("the stack of an entry or exit is not one frame");
    }
    return stack.frames().get(0);
  }

  private static List<SyscallTime> syscalls(LineFields line) throws Malformed {
    List<SyscallTime> calls = new ArrayList<>();
    for (JsonNode node : line.array("syscalls")) {
      LineFields call = LineFields.of(node, "a system call");
      calls.add(new SyscallTime(call.text("name"), call.text("detail"), call.duration("us")));
    }
    return calls;
  }

  private static @Nullable Request request(LineFields line) throws Malformed {
    return line.has("uri") ? new Request(line.text("method"), line.text("uri")) : null;
  }

  private static Phase phase(LineFields line) throws Malformed {
    return Names.parse(line.text("phase"), Phase.values(), Phase.UNKNOWN);
  }

  private StackEvent sample(LineFields line) throws Malformed {
    Request request = request(line);
    return new StackEvent(
        worker(line),
        line.number("unix_us"),
        request == null ? StackEvent.NO_REQUEST : request,
        line.has("phase") ? phase(line) : Phase.UNKNOWN,
        weight(line));
  }

  private StackSample weight(LineFields line) throws Malformed {
    return new StackSample(
        kind(line.text("kind")),
        table.stackOf(line),
        line.number("samples", 1),
        line.duration("us"));
  }

  private static StackSample.Kind kind(String spelling) throws Malformed {
    return switch (spelling) {
      case "on-cpu" -> StackSample.Kind.ON_CPU;
      case "off-cpu" -> StackSample.Kind.OFF_CPU;
      default -> throw new Malformed("'kind' is neither on-cpu nor off-cpu");
    };
  }

  private void change(LineFields line) throws Malformed {
    WorkerEvent.What what = null;
    for (WorkerEvent.What known : WorkerEvent.What.values()) {
      if (Names.of(known).equals(line.text("what"))) {
        what = known;
      }
    }
    if (what == null) {
      skipped++;
      return;
    }
    sink.event(new WorkerEvent(worker(line), line.number("unix_us"), what, line.text("detail")));
  }

  private static LoopLatency.Slice slice(LineFields line) throws Malformed {
    long micros = line.duration("us");
    if (micros == 0) {
      throw new Malformed("'us' is out of range");
    }
    return new LoopLatency.Slice(line.number("from_unix_us"), micros, buckets(line));
  }

  private static List<LatencyHistogram.Bucket> buckets(LineFields line) throws Malformed {
    JsonNode nodes = line.array("buckets");
    if (nodes.size() > MAX_BUCKETS) {
      throw new Malformed("'buckets' is too long");
    }
    List<LatencyHistogram.Bucket> buckets = new ArrayList<>();
    for (JsonNode node : nodes) {
      long[] n = LineFields.triple(node, "buckets");
      if (n[0] > n[1] || n[2] == 0) {
        throw new Malformed("'buckets' holds an impossible range");
      }
      buckets.add(new LatencyHistogram.Bucket(n[0], n[1], n[2]));
    }
    return buckets;
  }

  private static Quality quality(LineFields line) throws Malformed {
    return new Quality(
        line.number("ticks"),
        line.number("late_ticks"),
        line.number("max_late_us"),
        line.number("torn_reads"),
        line.number("stops"),
        line.number("max_stop_us"),
        line.number("total_stop_us"),
        line.number("unwound"),
        line.number("not_unwound"),
        line.number("lost"),
        line.number("self_cpu_us"),
        line.texts("notes"));
  }
}
