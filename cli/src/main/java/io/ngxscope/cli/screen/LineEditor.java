package io.ngxscope.cli.screen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.SyntaxError;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Reads command lines from a terminal: editing, history, completion, quotes as in a shell. */
public final class LineEditor implements AutoCloseable {
  private static final int MAX_HISTORY = 1_000;

  private final Terminal terminal;
  private final LineReader reader;

  /** What can stand at a place of the line. */
  public interface Completer {
    /**
     * The words that fit.
     *
     * @param words the line up to the cursor; the last one is to be completed and may be empty
     */
    List<Proposal> complete(List<String> words);
  }

  /**
   * A word that fits.
   *
   * @param word all of it
   * @param description in a few words, or empty
   * @param ended whether the next word begins behind it
   */
  public record Proposal(String word, String description, boolean ended) {}

  /**
   * A line that was read.
   *
   * @param words its words; empty if there is nothing to do
   * @param end true if there will be no more
   */
  public record Line(List<String> words, boolean end) {
    static final Line NOTHING = new Line(List.of(), false);
    static final Line END = new Line(List.of(), true);

    /** Copies the words. */
    public Line {
      words = List.copyOf(words);
    }
  }

  LineEditor(Terminal terminal, @Nullable Path history, Completer completer) {
    this.terminal = terminal;
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .appName("ngxscope")
            .terminal(terminal)
            .parser(parser())
            .completer((reader, line, candidates) -> propose(completer, line, candidates))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.CASE_INSENSITIVE, false)
            .variable(LineReader.HISTORY_SIZE, MAX_HISTORY)
            .variable(LineReader.BELL_STYLE, "none");
    if (history != null) {
      builder.variable(LineReader.HISTORY_FILE, history);
    }
    this.reader = builder.build();
  }

  /**
   * An editor on the terminal of this process.
   *
   * @param history where lines are kept, or null to forget them
   * @throws UncheckedIOException if there is no terminal
   */
  public static LineEditor onTerminal(@Nullable Path history, Completer completer) {
    try {
      return new LineEditor(TerminalBuilder.builder().system(true).build(), history, completer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a line.
   *
   * @param prompt what stands before it
   */
  public Line read(String prompt) {
    try {
      reader.readLine(prompt);
      return new Line(words(reader.getParsedLine()), false);
    } catch (UserInterruptException e) {
      return Line.NOTHING; // Ctrl-C drops the line, as in every shell
    } catch (EndOfFileException e) {
      return Line.END;
    }
  }

  /**
   * The words of a line as the editor sees them, for input that is no terminal.
   *
   * @throws IllegalArgumentException if a quote is not closed
   */
  public static List<String> split(String line) {
    try {
      return words(
          parser().parse(line.strip(), line.strip().length(), Parser.ParseContext.ACCEPT_LINE));
    } catch (SyntaxError e) {
      throw new IllegalArgumentException("a quote is not closed", e);
    }
  }

  /** A line with an open quote goes on in the next one. */
  private static DefaultParser parser() {
    DefaultParser parser = new DefaultParser();
    parser.setEofOnUnclosedQuote(true);
    parser.setEofOnEscapedNewLine(true);
    return parser;
  }

  /** The parser adds an empty word behind a blank at the end. */
  private static List<String> words(@Nullable ParsedLine line) {
    if (line == null) {
      return List.of();
    }
    List<String> words = new ArrayList<>(line.words());
    if (!words.isEmpty()
        && words.get(words.size() - 1).isEmpty()
        && !line.line().matches(".*['\"]\\s*")) {
      words.remove(words.size() - 1);
    }
    return words;
  }

  private static void propose(Completer completer, ParsedLine line, List<Candidate> candidates) {
    List<String> words = new ArrayList<>(line.words().subList(0, line.wordIndex()));
    words.add(line.word().substring(0, line.wordCursor()));
    for (Proposal proposal : completer.complete(words)) {
      String description = proposal.description().isEmpty() ? null : proposal.description();
      candidates.add(
          new Candidate(
              proposal.word(), proposal.word(), null, description, null, null, proposal.ended()));
    }
  }

  /** Gives the terminal back as it was. */
  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
