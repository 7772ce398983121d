package io.ngxscope.agent.unwind;

import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.CodeRange;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stack of a real worker as text. Of the stack only words are kept that point to code or to the
 * stack itself; the rest reads as zero.
 */
final class RecordedStack {
  final Map<String, ElfExtract> extracts = new LinkedHashMap<>();
  final Map<String, Long> biases = new LinkedHashMap<>();
  final List<String> ranges = new ArrayList<>();
  final Map<Integer, Long> registers = new TreeMap<>();
  final TreeMap<Long, Long> words = new TreeMap<>();
  final List<Long> cframes = new ArrayList<>();
  AddressRange interpreter = new AddressRange(0, 0);
  final List<AddressRange> traces = new ArrayList<>();
  long stackStart;
  int stackBytes;

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    biases.forEach(
        (name, bias) -> {
          lines.add("module " + name + " " + hex(bias));
          extracts.get(name).lines().forEach(line -> lines.add("  " + line));
        });
    lines.addAll(ranges);
    lines.add("interpreter " + hex(interpreter.start()) + " " + hex(interpreter.end()));
    traces.forEach(t -> lines.add("traces " + hex(t.start()) + " " + hex(t.end())));
    registers.forEach((number, value) -> lines.add("register " + number + " " + hex(value)));
    cframes.forEach(c -> lines.add("cframe " + hex(c)));
    lines.add("stack " + hex(stackStart) + " " + stackBytes);
    words.forEach((at, word) -> lines.add("word " + hex(at) + " " + hex(word)));
    return lines;
  }

  static RecordedStack parse(List<String> lines) {
    RecordedStack recorded = new RecordedStack();
    Map<String, List<String>> extracts = new LinkedHashMap<>();
    List<String> extract = new ArrayList<>();
    for (String line : lines) {
      String[] f = line.split(" ");
      switch (f[0]) {
        case "" -> extract.add(line.strip());
        case "module" -> {
          recorded.biases.put(f[1], number(f[2]));
          extract = extracts.computeIfAbsent(f[1], n -> new ArrayList<>());
        }
        case "range" -> recorded.ranges.add(line);
        case "interpreter" -> recorded.interpreter = new AddressRange(number(f[1]), number(f[2]));
        case "traces" -> recorded.traces.add(new AddressRange(number(f[1]), number(f[2])));
        case "register" -> recorded.registers.put(Integer.valueOf(f[1]), number(f[2]));
        case "cframe" -> recorded.cframes.add(number(f[1]));
        case "stack" -> {
          recorded.stackStart = number(f[1]);
          recorded.stackBytes = Integer.parseInt(f[2]);
        }
        default -> recorded.words.put(number(f[1]), number(f[2]));
      }
    }
    extracts.forEach((name, text) -> recorded.extracts.put(name, ElfExtract.parse(text)));
    return recorded;
  }

  /** Adds executable memory; the module is null for generated code. */
  void range(long start, long end, String module) {
    ranges.add("range " + hex(start) + " " + hex(end) + (module == null ? "" : " " + module));
  }

  List<CodeRange> code() throws ElfFormatException {
    Map<String, ElfFile> elfs = new LinkedHashMap<>();
    for (Map.Entry<String, ElfExtract> e : extracts.entrySet()) {
      elfs.put(e.getKey(), e.getValue().toElf());
    }
    List<CodeRange> code = new ArrayList<>();
    for (String line : ranges) {
      String[] f = line.split(" ");
      boolean generated = f.length < 4;
      long bias = generated ? 0 : biases.getOrDefault(f[3], 0L);
      code.add(
          new CodeRange(
              number(f[1]), number(f[2]), bias, generated ? null : elfs.get(f[3]), generated));
    }
    return code;
  }

  StartRegisters startRegisters() {
    StartRegisters start =
        StartRegisters.of(registers.get(StartRegisters.PC), registers.get(StartRegisters.RSP));
    for (Map.Entry<Integer, Long> r : registers.entrySet()) {
      start = start.with(r.getKey(), r.getValue());
    }
    return start;
  }

  StackMemory memory() {
    ByteBuffer bytes = ByteBuffer.allocate(stackBytes).order(ByteOrder.LITTLE_ENDIAN);
    words.forEach((at, word) -> bytes.putLong((int) (at - stackStart), word));
    return StackMemory.of(stackStart, bytes.array(), stackBytes);
  }

  CFrames chain() {
    return CFrames.of(cframes.stream().mapToLong(Long::longValue).toArray());
  }

  LuaJitRanges luaJit() {
    return new LuaJitRanges(interpreter, traces, LuaJitRanges.CFRAME_BYTES);
  }

  /** Module and address in it, or the address alone. */
  String place(long address) {
    for (String line : ranges) {
      String[] f = line.split(" ");
      if (new AddressRange(number(f[1]), number(f[2])).contains(address)) {
        return f.length < 4
            ? "[generated]"
            : f[3] + "+" + hex(address - biases.getOrDefault(f[3], 0L));
      }
    }
    return "[nowhere]";
  }

  static long number(String hex) {
    return Long.parseUnsignedLong(hex, 16);
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }
}
