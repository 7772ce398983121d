package io.ngxscope.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.probe.OutputEvent.Column;
import io.ngxscope.agent.stream.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeSpecTest {
  private static final String SCRIPT =
      """
      // @name slow
      // @summary what is
      //   slow
      // @backend bpftrace
      // @args min time[1us..10s] 1ms ns shorter ones
      //   are left out
      // @args hz hz[1..999] - Hz how often
      // @facts worker.pid vm.g
      // @requires bpftrace 0.18
      // @requires tracepoint:sched:sched_switch
      // @requires btf
      // @tuning unsafe map_keys=99 ring_pages=8
      // @output S at:clock frames:address* -- a stack
      // @example
      //   $ first
      //
      //     second
      // @caveats one
      // @caveats two

      // %{anything} in a comment stays
      profile:hz:%{hz} /pid == %{worker.pid}/ { printf("S\\t%llu\\n", nsecs - %{min}); }
      // @include tail
      """;

  private static final ProbeFacts FACTS =
      new ProbeFacts.Builder()
          .number(Fact.WORKER_PID, 42)
          .address(Fact.VM_G, 0x7f00_0000_1000L)
          .build();

  @Test
  void theHeaderIsUnderstood() {
    ProbeSpec spec = parse(SCRIPT);

    assertThat(spec.name()).isEqualTo("slow");
    assertThat(spec.summary()).isEqualTo("what is slow");
    assertThat(spec.backend()).isEqualTo(Tracer.BPFTRACE);
    assertThat(spec.arguments().get(0))
        .isEqualTo(
            new ProbeArg(
                "min",
                new ArgType.TimeSpan(1_000, 10_000_000_000L),
                "1ms",
                "ns",
                "shorter ones are left out"));
    assertThat(spec.facts()).isEqualTo(Set.of(Fact.WORKER_PID, Fact.VM_G));
    assertThat(spec.requirements())
        .contains(
            new Requirement.Tool("bpftrace", new ToolVersion(0, 18)),
            new Requirement.Tracepoint("sched", "sched_switch"));
    assertThat(spec.tuning()).isEqualTo(new Tuning(8, 99, 64, true));
    assertThat(spec.outputs())
        .containsExactly(
            new OutputEvent(
                "S",
                List.of(
                    new Column("at", ColumnUnit.CLOCK, false),
                    new Column("frames", ColumnUnit.ADDRESS, true)),
                "a stack"));
    assertThat(spec.examples()).containsExactly("$ first\n\n  second");
    assertThat(spec.caveats()).containsExactly("one", "two");
  }

  @Test
  void argumentsAndFactsAreFilledInAndSharedPiecesSpliced() {
    ProbeSpec spec = parse(SCRIPT);

    String script =
        ScriptRenderer.render(spec, ProbeArguments.of(spec, List.of("hz=99", "min=2ms")), FACTS);

    assertThat(script)
        .contains("profile:hz:99 /pid == 42/", "nsecs - 2000000", "// %{anything} in a comment")
        .endsWith("END { clear(@g, 0x7f0000001000); }\n");
    assertThat(script.lines()).hasSameSizeAs(spec.source());
  }

  @Test
  void aLineOfASharedPieceIsNamedByThePiece() {
    List<SourceLine> source = parse(SCRIPT).source();

    assertThat(source.get(source.size() - 1).place()).isEqualTo("include/tail:1");
  }

  @Test
  void aFactThatIsNotKnownIsAReasonNotToRun() {
    ProbeSpec spec = parse(SCRIPT);
    ProbeFacts facts =
        new ProbeFacts.Builder().number(Fact.WORKER_PID, 42).missing(Fact.VM_G, "no Lua").build();

    assertThatThrownBy(
            () -> ScriptRenderer.render(spec, ProbeArguments.of(spec, List.of("hz=9")), facts))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("no Lua");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "// @name slow|// @name Slow;|slow.bt:1: @name must be one lower-case word",
        "// @backend bpftrace|// @backend dtrace|slow.bt:4: there is no backend 'dtrace'",
        "time[1us..10s]|float|slow.bt:5: @args min: there is no type 'float'",
        "time[1us..10s] 1ms|time[1us..10s] 1m|slow.bt:5: @args min: '1m' is not a duration",
        "hz[1..999] -|hz[9..1] -|slow.bt:7: @args hz: the range of 'hz[9..1]' is none",
        "worker.pid vm.g|worker.pid vm.x|slow.bt:8: @facts: there is no fact 'vm.x'",
        "@requires btf|@requires magic|slow.bt:11: @requires does not know 'magic'",
        "unsafe map|unsave map|slow.bt:12: @tuning: 'unsave' is not known",
        "at:clock|at:week|slow.bt:13: @output: 'at:week' is no column",
        "S at:clock|s at:clock|slow.bt:13: @output: 's' is no kind of its own",
        "// @caveats two|// @author me|slow.bt:19: there is no header @author",
        "nsecs - %{min}|nsecs - %{max}|slow.bt:22: %{max} is neither an argument nor a fact",
        "nsecs - %{min}|nsecs - %{min|slow.bt:22: %{ begins a placeholder that does not end",
        "@include tail|@include nose|slow.bt:23: there is no shared piece 'nose'",
        "// @include tail|// @include loop|include/loop:1: pieces include each other",
      })
  void aMistakeIsToldWithFileAndLine(String right, String wrong, String message) {
    assertThat(SCRIPT).contains(right);

    assertThatThrownBy(() -> parse(SCRIPT.replace(right, wrong)))
        .isInstanceOf(Usage.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aFileThatIsNoProbeIsRefused() {
    assertThatThrownBy(() -> parse("")).hasMessageContaining("slow.bt:1: the header lacks @name");
    assertThatThrownBy(() -> parse("\0\1\2\n%{")).isInstanceOf(Usage.class);
  }

  @Test
  void aRowMustHaveTheColumnsThatTheHeaderPromises() {
    OutputEvent event = parse(SCRIPT).outputs().get(0);

    assertThat(event.accepts(new Row("S", List.of("18446744073709551615", "7f00", "0")))).isTrue();
    assertThat(event.accepts(new Row("S", List.of("1")))).isTrue();
    assertThat(event.accepts(new Row("S", List.of()))).isFalse();
    assertThat(event.accepts(new Row("S", List.of("1", "0x7f")))).isFalse();
    assertThat(event.accepts(new Row("S", List.of("18446744073709551616", "7f")))).isFalse();
  }

  @Test
  void everyShippedScriptIsUnderstoodAndSaysWhatItCosts() {
    assertThat(ProbeCatalog.shipped().probes())
        .extracting(ProbeSpec::name)
        .contains("gc-step", "loop-latency", "syscalls-slow")
        .doesNotHaveDuplicates();
    assertThat(ProbeCatalog.shipped().probes())
        .allSatisfy(
            spec -> {
              assertThat(spec.summary()).isNotEmpty();
              assertThat(spec.overhead()).as(spec.name()).isNotEmpty();
              assertThat(spec.examples()).as(spec.name()).isNotEmpty();
              assertThat(spec.caveats()).as(spec.name()).isNotEmpty();
              assertThat(spec.file())
                  .isIn("bpftrace/" + spec.name() + ".bt", spec.name().replace('-', '/') + ".sh");
            });
  }

  private static ProbeSpec parse(String text) {
    Map<String, String> pieces =
        Map.of("tail", "END { clear(@g, %{vm.g}); }\n", "loop", "// @include loop\n");
    return ProbeSpec.parse("slow.bt", text, name -> Optional.ofNullable(pieces.get(name)));
  }
}
