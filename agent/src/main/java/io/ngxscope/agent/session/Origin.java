package io.ngxscope.agent.session;

import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.os.host.HostFacts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Who asks for a capture.
 *
 * @param command the subcommand
 * @param commandLine every argument as given, the program's name first
 * @param version ngxscope's version
 */
public record Origin(String command, List<String> commandLine, String version) {
  /** Copies the list. */
  public Origin {
    commandLine = List.copyOf(commandLine);
  }

  /** The conditions of a capture that begins now. */
  CaptureInfo info(String gear, Map<String, String> options) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    return new CaptureInfo(command, commandLine, version, gear, now, options, HostFacts.read());
  }
}
