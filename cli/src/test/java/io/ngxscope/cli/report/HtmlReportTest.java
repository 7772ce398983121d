package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private final String page = Rendered.by(new HtmlReport(), Incident.recording());

  @Test
  void thePolicyAllowsTheScriptAndTheStyleOfThePageByTheirHashesAndNothingElse() throws Exception {
    String policy = group("Content-Security-Policy\" content=\"([^\"]*)\"");
    assertThat(policy)
        .isEqualTo(
            "default-src 'none'; script-src 'sha256-"
                + hash(group("(?s)<script>(.*?)</script>"))
                + "'; style-src 'sha256-"
                + hash(group("(?s)<style>(.*?)</style>"))
                + "'; base-uri 'none'; form-action 'none'");
  }

  @Test
  void nothingInItAsksForTheNetworkOrBreaksThePolicy() {
    String markup = page.replaceAll("(?s)<script.*?</script>|<style.*?</style>", "");
    assertThat(markup).doesNotContainPattern("\\s(src|on[a-z]+|style|action|xlink:href)=");
    assertThat(markup).doesNotContainPattern("href=\"(?!#)");
    assertThat(markup).doesNotContain("<link", "<iframe", "<object", "<embed", "@import");
    assertThat(page)
        .doesNotContainPattern("fetch\\(|XMLHttpRequest|innerHTML|insertAdjacent|eval\\(");
  }

  @Test
  void theAnswerStandsInThePageWithoutAnyScript() {
    String markup = page.replaceAll("(?s)<script.*?</script>|<style.*?</style>", "");
    String words = markup.replaceAll("<[^>]*>", "").replace("&#39;", "'");
    assertThat(words)
        .contains("render at /srv/shop/lib/pdf.lua:88 blocked the event loop 9 times")
        .contains("by_price pricing.lua:54/srv/shop/lib/pricing.lua:54 &middot; 100 % on CPU")
        .contains("ngxscope block -p 4710 -d 30s --threshold 20ms -o 'it'\\''s.html'")
        .contains("What was not measured")
        .contains("Blocks shorter than the threshold of 20 ms.")
        .contains("2 stacks end at a frame without unwind information.")
        .contains("AMD EPYC 7543P")
        .contains("new worker after a reload");
  }

  @Test
  void theLatencyChartIsDrawnIntoThePage() {
    assertThat(page).contains("<svg").contains("class=\"chart\"").contains("threshold</text");
    String chart = group("(?s)(<svg[^>]*class=\"chart\".*?</svg>)");
    assertThat(chart).doesNotContain(" style=", " href=", "<script");
  }

  private String group(String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(page);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  private static String hash(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
