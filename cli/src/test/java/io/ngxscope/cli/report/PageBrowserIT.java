package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a page draws, and what its address keeps. */
class PageBrowserIT extends InBrowser {
  @Test
  void thePageDrawsItselfAsksForNothingAndTheBrowserHasNoComplaint() throws Exception {
    open(incident, "");
    assertThat(drawn()).isGreaterThan(20);
    assertThat(browser.requests()).containsExactly(incident.toUri().toString());
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aLinkShowsWhatItsSenderSaw() throws Exception {
    open(incident, "#c=0&k=wait&v=flame&q=do_wait");
    assertThat(browser.text("#chips")).contains("only render");
    assertThat(browser.text("#matched")).isEqualTo("99.3 % matched");
    assertThat(browser.evaluate("document.getElementById('kind').value").asText())
        .isEqualTo("wait");
  }

  @Test
  void anotherLinkInTheSameTabShowsSomethingElse() throws Exception {
    open(incident, "#c=0");
    browser.evaluate("location.hash = '#c=1&q=sort&v=table'");
    browser.waitFor("document.getElementById('chips').textContent.includes('only by_price')");
    assertThat(browser.evaluate("document.getElementById('search').value").asText())
        .isEqualTo("sort");
    assertThat(browser.text("#flame-table tbody tr")).isNotEmpty();
  }

  @Test
  void everySelectionAndViewIsInTheAddress() throws Exception {
    String link = "#c=0&t=0-30000000&w=0&k=wait&q=render&v=flame&z=5";
    open(incident, link);
    browser.evaluate("document.getElementById('search').dispatchEvent(new Event('input'))");
    assertThat(browser.evaluate("location.hash").asText()).isEqualTo(link);
  }

  @Test
  void aFragmentOfNonsenseIsIgnored() throws Exception {
    open(incident, "#c=-1&b=99999&t=9-x&z=1e9&k=<script>&v=__proto__&q=%F0%28");
    assertThat(drawn()).isGreaterThan(20);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theTableHoldsTheNumbersOfTheFlameGraph() throws Exception {
    open(incident, "#v=table");
    assertThat(browser.text("#flame-table tbody tr")).contains("do_wait").contains("kernel");
    assertThat(browser.evaluate("document.getElementById('flame-scroll').hidden").booleanValue())
        .isTrue();
  }

  @Test
  void stacksOfOtherToolsHaveAPageWithTheirUnit() throws Exception {
    Path folded = folder.resolve("x.folded");
    java.nio.file.Files.writeString(folded, "main;parse;read_[k] 30\nmain;work 70\n");
    Path page = flame(folded, "x.html", "bytes");
    open(page, "");
    assertThat(browser.text("#flame-total")).isEqualTo("100 B");
    assertThat(browser.text("h1")).isEqualTo("2 different stacks, 100 B in all.");
    assertThat(browser.evaluate("document.getElementById('timeline').hidden").booleanValue())
        .isTrue();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void everyControlHasANameAndEveryIdIsUnique() throws Exception {
    open(incident, "");
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('button, input, select, canvas')].filter(e => !e.hidden &&"
                        + " !(e.textContent.trim() || e.ariaLabel || e.labels?.length)).length")
                .intValue())
        .isZero();
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('[id]')].length - new"
                        + " Set([...document.querySelectorAll('[id]')].map(e => e.id)).size")
                .intValue())
        .isZero();
  }
}
