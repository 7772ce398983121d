package io.ngxscope.cli.report;

import io.ngxscope.agent.recording.Recording;
import java.util.List;

/**
 * What a page consists of, in the order in which it is read. Between the two lists stand the
 * timeline, the flame graph and the list of blocks, which scripts draw.
 */
final class PageContents {
  /** What was found: above the graphs. */
  static final List<PageSection> FINDINGS =
      List.of(
          new PageSection("culprits", "Culprits", PageSections::culprits),
          new PageSection("shares", "Where the time went", SampleSections::shares),
          new PageSection("lines", "Lua lines", SampleSections::lines));

  /** What else was measured, and how far to trust it: below the graphs. */
  static final List<PageSection> DETAILS =
      List.of(
          new PageSection("functions", "Functions", SampleSections::functions),
          new PageSection("paths", "Paths", SampleSections::paths),
          new PageSection("phases", "Phases", SampleSections::phases),
          new PageSection("heat", "Blocks by time and duration", BlockHeat::html),
          new PageSection("latency", "Event-loop latency", PageSections::latency),
          new PageSection("workers", "Workers", CaptureSections::workers),
          new PageSection("quality", "How far to trust this", CaptureSections::quality),
          new PageSection("capture", "How it was made", CaptureSections::capture));

  private PageContents() {}

  static String html(List<PageSection> sections, Recording recording) {
    StringBuilder html = new StringBuilder();
    sections.forEach(section -> html.append(section.html(recording)));
    return html.toString();
  }
}
