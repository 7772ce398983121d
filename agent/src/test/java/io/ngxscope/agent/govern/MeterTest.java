package io.ngxscope.agent.govern;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.code.SiteCost;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.stream.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeterTest {
  private static final ProbePoint ENTRY =
      new ProbePoint("/lib/x.so", 0x10, SiteCost.EMULATED, false, 0x10);
  private static final ProbePoint RETURN =
      new ProbePoint("/lib/x.so", 0x30, SiteCost.STEPPED, true, 0x10);
  private static final Meter.Limit LIMIT = new Meter.Limit(500, new Hits(1_000, 50));

  @Test
  void itCountsBesideAScriptAndEndsItWhenItsTimeOrItsHitsAreUsedUp() {
    String script = "uprobe:/lib/x.so:0x10 { @n++; }\nEND\n{\n  clear(@n);\n}\n";

    String text = Meter.added(script, List.of(ENTRY, RETURN), false, new Pid(7), LIMIT);

    assertThat(text).startsWith("uprobe:/lib/x.so:0x10 { @n++; }\nEND\n{  printf(");
    assertThat(text).contains("uprobe:/lib/x.so:0x10\n/pid == 7/", "uprobe:/lib/x.so:0x30\n");
    assertThat(text).contains("@ngx_cheap == (uint64)1000", "@ngx_dear == (uint64)50");
    assertThat(text).contains("@ngx_ticks == (uint64)10) { exit(); }");
    assertThat(text.split("END", -1)).as("bpftrace takes one END only").hasSize(2);
  }

  @Test
  void aloneItCountsWhatIsDearAtTheCheapEntry() {
    String text = Meter.added("", List.of(RETURN), true, new Pid(7), LIMIT);

    assertThat(text).contains("uprobe:/lib/x.so:0x10\n").doesNotContain("0x30");
    assertThat(text).contains("\nEND {");
  }

  @Test
  void itTakesItsOwnRowsAndNoOthers() {
    Meter meter = new Meter();

    assertThat(meter.take(new Row("N", List.of("1", "2", "3")))).isFalse();
    assertThat(meter.take(new Row("GOVERN", List.of("100", "2", "3")))).isTrue();
    assertThat(meter.take(new Row("GOVERN", List.of("200", "4", "5")))).isTrue();

    assertThat(meter.rows()).isEqualTo(2);
    assertThat(meter.last()).extracting(Meter.Reading::hits).isEqualTo(new Hits(4, 5));
    assertThat(meter.beforeLast()).extracting(Meter.Reading::spanNanos).isEqualTo(100L);
  }
}
