package io.ngxscope.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.cli.screen.LineEditor.Proposal;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private final Completion completion =
      new Completion(
          Commands.all(words -> 0),
          new Completion.Nouns() {
            @Override
            public List<Proposal> processes() {
              return List.of(
                  new Proposal("100", "master", false), new Proposal("101", "worker", false));
            }

            @Override
            public List<Proposal> files(String begun, boolean recordings) {
              return List.of(new Proposal(recordings ? "a.ngxr" : "a.html", "", true));
            }
          });

  @Test
  void theFirstWordIsACommand() {
    assertThat(words("b")).containsExactly("block", "bt");
    assertThat(words("help", "b")).containsExactly("block", "bt");
  }

  @Test
  void optionsAreThoseOfTheCommand() {
    assertThat(words("block", "--thr")).containsExactly("--threshold");
    assertThat(words("ps", "--thr")).isEmpty();
    assertThat(words("ps", "")).contains("--json", "--help");
  }

  @Test
  void valuesAreWhatTheOptionTakes() {
    assertThat(words("bt", "-p", "")).containsExactly("100", "101");
    assertThat(words("bt", "--pid", "101,")).containsExactly("101,100");
    assertThat(words("block", "--record", "")).containsExactly("a.ngxr");
    assertThat(words("block", "-o", "a")).containsExactly("a.html");
    assertThat(words("block", "-d", "")).isEmpty();
  }

  @Test
  void argumentsAreWhatTheCommandTakes() {
    assertThat(words("report", "")).containsExactly("a.ngxr");
    assertThat(words("explain", "blo")).contains("block");
    assertThat(words("nonsense", "")).isEmpty();
  }

  private List<String> words(String... line) {
    return completion.complete(List.of(line)).stream().map(Proposal::word).toList();
  }
}
