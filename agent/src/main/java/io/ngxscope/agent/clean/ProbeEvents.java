package io.ngxscope.agent.clean;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcFs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entries of {@code uprobe_events} and {@code kprobe_events}. Kernels before 4.17 have no other way
 * of attaching, and there the library below bpftrace names them {@code …_bcc_PID} by itself; our
 * own are in a group {@code ngxscope_PID}.
 */
final class ProbeEvents implements Source {
  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern BY_BCC =
      Pattern.compile("[pr][0-9]*:([A-Za-z0-9_]{1,64}/[A-Za-z0-9_]{1,256}_bcc_([0-9]{1,9}))\\s.*");
  private static final Pattern OURS =
      Pattern.compile("[pr][0-9]*:(ngxscope_([0-9]{1,9})/[A-Za-z0-9_]{1,256})\\s.*");

  private final Path file;
  private final Predicate<Pid> isAlive;

  ProbeEvents(Path file) {
    this(file, ProcFs.LIVE::exists);
  }

  ProbeEvents(Path file, Predicate<Pid> isAlive) {
    this.file = file;
    this.isAlive = isAlive;
  }

  @Override
  public List<Leftover> find() {
    List<Leftover> found = new ArrayList<>();
    for (String line : text().lines().toList()) {
      for (Pattern pattern : List.of(BY_BCC, OURS)) {
        Matcher event = pattern.matcher(line);
        if (event.matches() && isDead(event.group(2))) {
          long pid = Long.parseLong(event.group(2));
          found.add(new Leftover(Leftover.Kind.PROBE_EVENT, event.group(1), pid));
        }
      }
    }
    return found;
  }

  private boolean isDead(String pid) {
    int number = Integer.parseInt(pid);
    return number > 0 && !isAlive.test(new Pid(number));
  }

  private String text() {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // not mounted, or not for us: then nothing of ours is there either
    }
  }

  @Override
  public String remove(Leftover leftover) {
    try {
      // the form of kernel documentation, trace/uprobetracer: "-:GROUP/EVENT"
      Files.writeString(file, "-:" + leftover.what() + "\n", StandardOpenOption.APPEND);
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
