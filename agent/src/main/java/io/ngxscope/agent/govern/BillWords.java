package io.ngxscope.agent.govern;

import io.ngxscope.agent.model.Bill;
import java.util.Locale;

/** A bill in words, for people. */
public final class BillWords {
  private BillWords() {}

  /** One sentence without its full stop. */
  public static String of(Bill bill) {
    StringBuilder words = new StringBuilder();
    words.append(
        String.format(
            Locale.ROOT,
            "overhead %s of a processor (%,d hits%s), %s foretold, %s allowed",
            percent(bill.measuredPercent()),
            bill.hits(),
            prices(bill),
            percent(bill.predictedPercent()),
            percent(bill.allowedPercent())));
    if (bill.mode() == Bill.Mode.BURST) {
      words.append(
          String.format(
              Locale.ROOT,
              "; %d bursts cover %.0f %% of the time, at %s each",
              bill.bursts(),
              bill.coverage() * 100,
              percent(bill.burstPercent())));
    }
    if (bill.mode() == Bill.Mode.UNSAFE) {
      words.append("; OVER THE BUDGET, as --unsafe-overhead allows");
    }
    return words.append(bill.ended().isEmpty() ? "" : "; " + bill.ended()).toString();
  }

  private static String prices(Bill bill) {
    if (bill.hits() == 0) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        " at %.1f or %.1f us, %s",
        bill.emulatedNanos() / 1000,
        bill.steppedNanos() / 1000,
        bill.priceMeasured() ? "measured here" : "assumed");
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, percent < 10 ? "%.2f %%" : "%.0f %%", percent);
  }
}
