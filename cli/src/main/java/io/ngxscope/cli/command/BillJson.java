package io.ngxscope.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.Bill;
import java.io.IOException;
import java.util.Locale;

/** A bill as the field {@code overhead} of an object. */
final class BillJson {
  private BillJson() {}

  static void write(Bill bill, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("overhead");
    json.writeStringField("mode", bill.mode().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("allowed_percent", bill.allowedPercent());
    json.writeNumberField("predicted_percent", bill.predictedPercent());
    json.writeNumberField("measured_percent", bill.measuredPercent());
    json.writeNumberField("burst_percent", bill.burstPercent());
    json.writeNumberField("hits", bill.hits());
    json.writeNumberField("emulated_hit_ns", bill.emulatedNanos());
    json.writeNumberField("stepped_hit_ns", bill.steppedNanos());
    json.writeBooleanField("price_measured", bill.priceMeasured());
    json.writeNumberField("worker_cpu_percent", bill.workerCpuPercent());
    json.writeNumberField("bursts", bill.bursts());
    json.writeNumberField("covered_us", bill.coveredMicros());
    json.writeNumberField("span_us", bill.spanMicros());
    json.writeNumberField("coverage", bill.coverage());
    json.writeStringField("ended", bill.ended());
    json.writeEndObject();
  }
}
