package io.ngxscope.agent.inspect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Puts the lines of the script together to calls. What is bad is counted. For one thread. */
final class CallCollector {
  private static final int ARGUMENTS = 6;
  private static final int MAX_LINE = 4096;

  private final ArgumentWords words;
  private final int wanted;
  private final List<SeenCall> calls = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private long nanos;
  private int tid;
  private boolean open;
  private String uri = "";
  private long bad;

  CallCollector(ArgumentWords words, int wanted) {
    this.words = words;
    this.wanted = wanted;
  }

  synchronized void take(byte[] bytes, int count) {
    for (char c : new String(bytes, 0, count, StandardCharsets.ISO_8859_1).toCharArray()) {
      if (c == '\n') {
        line(line.toString());
        line.setLength(0);
      } else if (line.length() < MAX_LINE) {
        line.append(c);
      }
    }
  }

  private void line(String text) {
    String[] fields = text.split("\t", -1);
    try {
      if (fields[0].equals("C") && fields.length == 3) {
        nanos = Long.parseLong(fields[1]);
        tid = Integer.parseInt(fields[2]);
        arguments.clear();
        open = true;
      } else if (fields[0].equals("U") && fields.length == 3) {
        String path = SeenArgument.bytes(fields[2]);
        int length = (int) Math.max(0, Math.min(Long.parseLong(fields[1]), path.length()));
        uri = ArgumentWords.text(path, length);
      } else if (fields[0].equals("A") && open) {
        argument(fields);
      } else if (!text.isBlank() && !text.startsWith("Attaching")) {
        bad++;
      }
    } catch (NumberFormatException e) {
      bad++;
      open = false;
    }
  }

  private void argument(String[] fields) {
    SeenArgument argument = SeenArgument.parse(fields);
    if (argument == null) {
      bad++;
      open = false;
      return;
    }
    arguments.add(words.of(argument, uri));
    uri = "";
    if (arguments.size() == ARGUMENTS) {
      open = false;
      if (calls.size() < wanted) {
        calls.add(new SeenCall(nanos, tid, arguments));
      }
    }
  }

  synchronized boolean isDone() {
    return calls.size() >= wanted;
  }

  synchronized List<SeenCall> calls() {
    return List.copyOf(calls);
  }

  synchronized long bad() {
    return bad;
  }
}
