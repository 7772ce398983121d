package io.ngxscope.cli.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.session.GuardListener.Fate;
import io.ngxscope.cli.daemon.Incidents;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics();
  private final MetricsServer server =
      MetricsServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics);

  @AfterEach
  void close() {
    server.close();
  }

  /** The lines that a scrape gives, comments left out. */
  private List<String> scrape() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private static WorkerReading reading(long cpuMicros) {
    WorkerReading.Lua lua = new WorkerReading.Lua(1, 3 << 20, "sweep", 9_000, 8_192);
    return new WorkerReading(Incidents.WORKER, Incidents.START, cpuMicros, 0, 40 << 20, lua);
  }

  @Test
  void blocksAreCountedByTheirCulprit() throws Exception {
    metrics.block(Incidents.block(Incidents.PLACE, "/shop"));
    metrics.block(Incidents.block(Incidents.PLACE, "/cart"));

    assertThat(scrape())
        .contains(
            "ngxscope_blocked_seconds_total{culprit=\"quote /srv/pricing.lua:8\"} 0.6",
            "ngxscope_blocks_total{culprit=\"quote /srv/pricing.lua:8\"} 2.0");
  }

  @Test
  void aTargetThatMakesUpNamesGetsFiftyOfThem() throws Exception {
    for (int i = 1; i <= 500; i++) {
      Frame place = new Frame.Lua("f\"\n" + i, "/x.lua", 1, i, Frame.LuaMode.INTERPRETED);
      metrics.block(Incidents.block(place, "/"));
    }

    List<String> blocks =
        scrape().stream().filter(l -> l.startsWith("ngxscope_blocks_total")).toList();
    assertThat(blocks).hasSize(51);
    assertThat(blocks).contains("ngxscope_blocks_total{culprit=\"(other)\"} 450.0");
  }

  @Test
  void aWorkerHasItsHistogramItsMemoryAndItsStrings() throws Exception {
    metrics.iteration(Incidents.WORKER, 60_000);
    metrics.readings(List.of(reading(1_000_000)));
    metrics.readings(List.of(reading(1_500_000)));

    assertThat(scrape())
        .contains(
            "ngxscope_loop_seconds_bucket{pid=\"4711\",le=\"0.05\"} 0",
            "ngxscope_loop_seconds_bucket{pid=\"4711\",le=\"0.1\"} 1",
            "ngxscope_lua_gc_bytes{pid=\"4711\"} 3145728.0",
            "ngxscope_lua_strings{pid=\"4711\"} 9000.0",
            "ngxscope_lua_string_slots{pid=\"4711\"} 8192.0",
            "ngxscope_worker_resident_bytes{pid=\"4711\"} 4.194304E7",
            "ngxscope_worker_cpu_seconds_total{pid=\"4711\"} 0.5");
  }

  @Test
  void whatAWorkerHadGoesWithIt_soThatReloadsDoNotAddUp() throws Exception {
    metrics.iteration(Incidents.WORKER, 60_000);
    metrics.readings(List.of(reading(1_000_000)));
    metrics.worker(
        new WorkerEvent(Incidents.WORKER, Incidents.START, WorkerEvent.What.GONE, "exited"));

    assertThat(scrape()).noneMatch(line -> line.contains("4711"));
  }

  @Test
  void capturesAreCountedByWhatMadeThemBegin() throws Exception {
    metrics.triggered(Incidents.block().trigger(), Fate.CAPTURING);
    metrics.triggered(Incidents.block().trigger(), Fate.COOLING_DOWN);
    metrics.captured(Incidents.block());

    assertThat(scrape())
        .contains(
            "ngxscope_captures_total{source=\"block\"} 1.0",
            "ngxscope_triggers_total{fate=\"capturing\",source=\"block\"} 1.0",
            "ngxscope_triggers_total{fate=\"cooling_down\",source=\"block\"} 1.0");
  }
}
