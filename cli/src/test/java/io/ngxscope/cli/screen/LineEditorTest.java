package io.ngxscope.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.cli.screen.LineEditor.Line;
import io.ngxscope.cli.screen.LineEditor.Proposal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys into an editor whose terminal is in memory. */
@Timeout(60)
class LineEditorTest {
  private static final String TAB = "\t";
  private static final String ENTER = "\r";

  private final List<List<String>> asked = new ArrayList<>();

  @Test
  void givenABegunWord_whenTabIsPressed_thenItIsCompleted() throws IOException {
    assertThat(type("blo" + TAB + "-p 42" + ENTER)).containsExactly("block", "-p", "42");
    assertThat(asked).contains(List.of("blo"));
  }

  @Test
  void givenQuotesAndBlanks_whenRead_thenWordsAreThoseOfAShell() throws IOException {
    assertThat(type("report \"after deploy.ngxr\" a\\ b 'c d'  " + ENTER))
        .containsExactly("report", "after deploy.ngxr", "a b", "c d");
  }

  @Test
  void givenAnOpenQuote_whenEnterIsPressed_thenTheLineGoesOn() throws IOException {
    assertThat(type("report 'a" + ENTER + "b'" + ENTER)).containsExactly("report", "a\nb");
  }

  @Test
  void givenATerminalThatIsGone_whenRead_thenThereAreNoMoreLines() throws IOException {
    try (LineEditor editor = editor(new ByteArrayInputStream(new byte[0]))) {
      assertThat(editor.read("> ")).isEqualTo(Line.END);
    }
  }

  @Test
  void givenALineFromAPipe_whenSplit_thenAsOnTheTerminalAndAnOpenQuoteIsRefused() {
    assertThat(LineEditor.split(" bt -p '1' ")).containsExactly("bt", "-p", "1");
    assertThat(LineEditor.split("  ")).isEmpty();
    assertThatThrownBy(() -> LineEditor.split("bt 'x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The first line that the keys make. */
  private List<String> type(String keys) throws IOException {
    // Stays open: a terminal whose input has ended is gone, whatever was typed before.
    PipedInputStream input = new PipedInputStream(4096);
    try (PipedOutputStream typing = new PipedOutputStream(input);
        LineEditor editor = editor(input)) {
      typing.write(keys.getBytes(StandardCharsets.UTF_8));
      typing.flush();
      return editor.read("> ").words();
    }
  }

  private LineEditor editor(InputStream input) throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .system(false)
            .type("ansi")
            .streams(input, new ByteArrayOutputStream())
            .build();
    return new LineEditor(
        terminal,
        null,
        words -> {
          asked.add(words);
          return List.of(new Proposal("block", "what blocks", true));
        });
  }
}
