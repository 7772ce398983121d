package io.ngxscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoctorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void givenAWorkerThatMayBeRead_whenExamined_thenTheWatchGearWorks() throws Exception {
    Needs.nginxWithLua();
    try (NginxSample sample = NginxSample.blocking().start()) {
      long worker = sample.workers().get(0);
      Needs.ptraceOf(worker);

      JsonNode answer = json(run("doctor", "--json", "-p", Long.toString(sample.master())));

      assertThat(result(answer, "arch", 0)).contains("supported");
      assertThat(result(answer, "memory", worker)).contains("supported");
      assertThat(result(answer, "executable", worker)).contains("supported");
      assertThat(result(answer, "tracer", worker)).contains("supported");
      assertThat(answer.at("/tracers/0/name").asText()).isEqualTo("watch");
      assertThat(answer.at("/tracers/0/blocked_by")).isEmpty();
    }
  }

  @Test
  void givenAnotherUsersWorker_whenExamined_thenTheMissingRightIsNamed() throws Exception {
    Needs.nginxWithLua();
    Needs.root();
    Needs.otherUser("daemon");
    try (NginxSample sample = NginxSample.blocking().start()) {
      String worker = sample.workers().get(0).toString();

      Outcome outcome =
          Launcher.ofThisTree().as("daemon").run(PATIENCE, "doctor", "--json", "-p", worker);

      JsonNode answer = json(outcome);
      assertThat(result(answer, "memory", sample.workers().get(0))).contains("unsupported");
      assertThat(answer.at("/tracers/0/usable").asText()).isEqualTo("no");
    }
  }

  @Test
  void givenNoSuchProcess_whenExamined_thenTheStatusSaysSo() {
    Outcome outcome = run("doctor", "-p", "99999999");

    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.stderr()).contains("no process has the number 99999999", "ngxscope ps");
    assertThat(outcome.stdout()).isEmpty();
  }

  @Test
  void givenAnyMachine_whenExamined_thenEveryWayOfLookingHasAVerdict() {
    Outcome outcome = run("doctor");

    assertThat(outcome.exit()).as(outcome::describe).isZero();
    assertThat(outcome.stdout())
        .contains("what works")
        .containsPattern("watch +(yes|no|maybe)")
        .containsPattern("bpftrace +(yes|no|maybe)");
  }

  private static Outcome run(String... arguments) {
    return Launcher.ofThisTree().run(PATIENCE, arguments);
  }

  private static JsonNode json(Outcome outcome) throws Exception {
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    return new ObjectMapper().readTree(outcome.stdout());
  }

  /** The result of a check; {@code pid} 0 stands for the machine. */
  private static Optional<String> result(JsonNode answer, String id, long pid) {
    for (JsonNode check : answer.get("checks")) {
      if (check.get("id").asText().equals(id) && check.get("pid").asLong(0) == pid) {
        return Optional.of(check.get("result").asText());
      }
    }
    return Optional.empty();
  }
}
