package io.ngxscope.agent.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CallCollectorTest {
  private static final String ZERO = "\t0\t0\t0\t0\t\t\n";

  private final CallCollector collector = new CallCollector(new ArgumentWords(null), 2);

  @Test
  void argumentsAreSaidInWords() {
    take("C\t1000\t77\n");
    take("U\t8\t/cart\\x0a\\x1bjunk\n");
    take("A\t0\t56003ae35510\t150545448\t1\t1\tHTTP\\x01\t\n");
    take("A\t1\t7fff0f659f40\t5\t56003ae35000\t0\t\\x05\\x00\targ_n=3&x\n");
    take("A\t2\tffffffffffffffff" + "\t0\t0\t0\t\t\n");
    take("A\t3" + ZERO.replaceFirst("\t0", "\tb"));
    take("A\t4\t7fff0f659f48\t6c6c6568\t1\t1\thello\\x00\t\n");
    take("A\t5" + ZERO);

    assertThat(collector.calls())
        .containsExactly(
            new SeenCall(
                1000,
                77,
                java.util.List.of(
                    "0x56003ae35510  ngx_http_request_t /cart",
                    "0x7fff0f659f40  ngx_str_t \"arg_n\" (5 bytes)",
                    "-1",
                    "11",
                    "0x7fff0f659f48  \"hello\"",
                    "0")));
  }

  @Test
  void linesThatMakeNoSenseAreCountedAndChangeNothing() {
    take("A\t0" + ZERO);
    take("C\tx\t7\nnonsense\n" + "A\t0\tzz\t0\t0\t0\t\t\n");
    take("x".repeat(100_000) + "\n");

    assertThat(collector.calls()).isEmpty();
    assertThat(collector.bad()).isPositive();
    assertThat(collector.isDone()).isFalse();
  }

  private void take(String lines) {
    byte[] bytes = lines.getBytes(StandardCharsets.ISO_8859_1);
    collector.take(bytes, bytes.length);
  }
}
