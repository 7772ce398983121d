package io.ngxscope.cli.report;

import io.ngxscope.agent.profile.Profile;
import java.io.IOException;
import java.io.OutputStream;

/** The page of stacks that another tool recorded. */
public final class FlamePage implements ProfileReport {
  /** A page without options. */
  public FlamePage() {}

  @Override
  public void render(Profile profile, ProfileFacts facts, OutputStream out) throws IOException {
    String head =
        "<p class=\"meta\"><b>ngxscope</b> flame <i>&middot;</i> "
            + Markup.of(facts.title(), 200)
            + "</p>\n<h1>"
            + Markup.of(facts.headline(), 1000)
            + "</h1>\n";
    StringBuilder notes = new StringBuilder();
    for (String note : facts.notes()) {
      notes.append("<li>").append(Markup.of(note, 1000)).append("</li>\n");
    }
    String details =
        "<section id=\"quality\" aria-labelledby=\"quality-title\"><h2 id=\"quality-title\">Where"
            + " this comes from</h2>\n<ul>\n"
            + notes
            + "</ul></section>\n";
    new Page(
            Markup.of(facts.title(), 120) + " - ngxscope",
            head,
            "",
            details,
            FlameTree.of(profile),
            null)
        .write(out);
  }
}
