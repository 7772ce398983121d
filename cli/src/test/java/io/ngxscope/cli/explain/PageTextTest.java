package io.ngxscope.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageTextTest {
  private static final String MARKDOWN =
      """
      # look: what is to be seen

      ## How

      It looks at **everything**, with `--both` eyes,
      for a while.

      - near things
      - far things, which take
        a little longer

          $ ngxscope look

      ```
      - not an item
      ```
      """;

  @Test
  void givenAPage_whenShownInANarrowTerminal_thenTextIsWrappedAndLiteralLinesAreNot() {
    assertThat(PageText.of(Page.parse(MARKDOWN), 40))
        .isEqualTo(
            """
            look: what is to be seen

            How

              It looks at everything, with --both
              eyes, for a while.

              - near things
              - far things, which take a little
                longer

                $ ngxscope look

                - not an item
            """);
  }

  @Test
  void givenAWordThatIsLongerThanTheLine_whenWrapped_thenItStaysWhole() {
    assertThat(PageText.wrap("a bbbbbbbb c", "", "  ", 5))
        .containsExactly("a", "  bbbbbbbb", "  c");
  }

  @Test
  void givenATopicThatIsAPath_whenAskedFor_thenThereIsNoPage() {
    assertThat(Page.about("../command/version")).isEmpty();
    assertThat(Page.about("")).isEmpty();
    assertThat(Page.about("block")).isPresent();
  }
}
