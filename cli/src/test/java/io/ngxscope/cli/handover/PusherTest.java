package io.ngxscope.cli.handover;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ngxscope.agent.guard.Incident;
import io.ngxscope.cli.daemon.AgentLog;
import io.ngxscope.cli.daemon.Incidents;
import io.ngxscope.cli.handover.Receiver.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class PusherTest {
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  /** Tells it and waits until it has told it or given up. */
  private String push(Kind kind, URI uri, String secret, Incident incident) {
    AgentLog to = new AgentLog(new PrintStream(log, true, UTF_8), true);
    try (Pusher pusher = new Pusher(new Receiver(kind, uri), secret, to)) {
      pusher.tell(incident);
    }
    return log.toString(UTF_8);
  }

  @Test
  void aWebhookGetsTheSummaryAsJson_withTheSecretOfTheEnvironment() throws Exception {
    try (StrictReceiver server = new StrictReceiver()) {
      push(Kind.WEBHOOK, server.uri().resolve("/hook"), "Bearer s3cret", Incidents.block());

      assertThat(server.got()).hasSize(1);
      StrictReceiver.Got got = server.got().get(0);
      assertThat(got.method()).isEqualTo("POST");
      assertThat(got.path()).isEqualTo("/hook");
      assertThat(got.type()).isEqualTo("application/json");
      assertThat(got.secret()).isEqualTo("Bearer s3cret");
      JsonNode json = new JsonMapper().readTree(got.body());
      assertThat(json.get("hostname").asText()).isEqualTo("shop-1");
      assertThat(json.get("summary").asText()).contains("/srv/pricing.lua:8");
      assertThat(json.get("rule").asText()).isEqualTo("block>200ms");
      assertThat(json.get("pid").asInt()).isEqualTo(4711);
    }
  }

  @Test
  void pyroscopeGetsAPprofProfileAsAPartOfAForm() throws Exception {
    try (StrictReceiver server = new StrictReceiver()) {
      push(Kind.PYROSCOPE, server.uri(), "", Incidents.block());

      StrictReceiver.Got got = server.got().get(0);
      assertThat(got.path()).isEqualTo("/ingest");
      assertThat(got.query())
          .isEqualTo(
              "name=ngxscope{hostname=\"shop-1\"}&from=1793589247&until=1793589267&spyName=ngxscope");
      assertThat(got.secret()).isNull();
      String boundary = got.type().substring("multipart/form-data; boundary=".length());
      String body = new String(got.body(), ISO_8859_1);
      assertThat(body).startsWith("--" + boundary + "\r\n").endsWith("--" + boundary + "--\r\n");
      assertThat(body).contains("name=\"profile\"");
      int from = body.indexOf("\r\n\r\n") + 4;
      int to = body.lastIndexOf("\r\n--" + boundary);
      assertIsProfile(body.substring(from, to).getBytes(ISO_8859_1));
    }
  }

  @Test
  void parcaGetsTheSameProfileInTheJsonOfItsGateway() throws Exception {
    try (StrictReceiver server = new StrictReceiver()) {
      push(Kind.PARCA, server.uri().resolve("/"), "", Incidents.block());

      StrictReceiver.Got got = server.got().get(0);
      assertThat(got.path()).isEqualTo("/api/profiles/writeraw");
      JsonNode series = new JsonMapper().readTree(got.body()).at("/series/0");
      assertThat(series.at("/labels/labels/0/name").asText()).isEqualTo("__name__");
      assertThat(series.at("/labels/labels/1/value").asText()).isEqualTo("shop-1");
      assertIsProfile(Base64.getDecoder().decode(series.at("/samples/0/rawProfile").asText()));
    }
  }

  private static void assertIsProfile(byte[] gzipped) throws Exception {
    byte[] proto = new GZIPInputStream(new ByteArrayInputStream(gzipped)).readAllBytes();
    assertThat(new String(proto, UTF_8)).contains("/srv/pricing.lua", "quote");
  }

  @Test
  void withoutStacksThereIsNoProfileToSend() {
    try (StrictReceiver server = new StrictReceiver()) {
      push(Kind.PARCA, server.uri(), "", Incidents.nothing());

      assertThat(server.got()).isEmpty();
    }
  }

  @Test
  void aServerThatIsBusyIsAskedAgain() throws Exception {
    try (StrictReceiver server = new StrictReceiver(503)) {
      AgentLog to = new AgentLog(new PrintStream(log, true, UTF_8), true);
      try (Pusher pusher = new Pusher(new Receiver(Kind.WEBHOOK, server.uri()), "", to)) {
        pusher.tell(Incidents.block());
        io.ngxscope.samples.Await.until(
            java.time.Duration.ofSeconds(10),
            () -> log.toString(UTF_8),
            () -> log.toString(UTF_8).contains("\"pushed\""));
      }

      assertThat(server.got()).hasSize(2);
      assertThat(log.toString(UTF_8)).contains("\"tries\":\"2\"");
    }
  }

  @Test
  void aServerThatRefusesIsNot_andARedirectIsARefusal() {
    for (int status : List.of(401, 302)) {
      try (StrictReceiver server = new StrictReceiver(status)) {
        assertThat(push(Kind.WEBHOOK, server.uri(), "Bearer x", Incidents.block()))
            .contains("push_failed", "status " + status);
        assertThat(server.got()).hasSize(1);
      }
    }
  }

  @Test
  void nobodyThereIsALineInTheLog() {
    URI nobody;
    try (StrictReceiver server = new StrictReceiver()) {
      nobody = server.uri();
    }

    assertThat(push(Kind.WEBHOOK, nobody, "", Incidents.block()))
        .contains("push_failed", "no answer");
  }
}
