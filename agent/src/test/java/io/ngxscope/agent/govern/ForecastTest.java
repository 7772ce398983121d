package io.ngxscope.agent.govern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ngxscope.agent.code.SiteCost;
import io.ngxscope.agent.govern.Forecast.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final Tariff TARIFF = new Tariff(1_000, 20_000, true);
  private static final long SECOND = 1_000_000_000L;
  private static final ProbePoint CHEAP = point(0x10, SiteCost.EMULATED, false, 0x10);

  @Test
  void givenNoHits_thenNothingIsForetold() {
    Forecast forecast = forecast(List.of(CHEAP), Hits.NONE, 0.4);

    assertThat(forecast).isEqualTo(new Forecast(0, 0, 40));
  }

  @Test
  void givenAWorkerWithTimeToSpare_thenTheCostIsHitsTimesPrice() {
    Forecast forecast = forecast(List.of(CHEAP), new Hits(100_000, 0), 0.3);

    assertThat(forecast.percent()).isCloseTo(10, within(0.01));
    assertThat(forecast.hitsPerSecond()).isCloseTo(100_000, within(1.0));
  }

  @Test
  void givenAWorkerThatTheCountingSlowedDown_thenTheCostIsThatOfAllItsTraffic() {
    // 750 ms of the second went into 750,000 hits, so the worker got 250 of its 500 ms done
    Forecast forecast = forecast(List.of(CHEAP), new Hits(750_000, 0), 0.5);

    assertThat(forecast.percent()).isCloseTo(150, within(0.1));
    assertThat(forecast.hitsPerSecond()).isCloseTo(1_500_000, within(10.0));
  }

  @Test
  void givenAWorkerThatOnlyHits_thenTheForecastIsHighButFinite() {
    Forecast forecast = forecast(List.of(CHEAP), new Hits(1_000_000, 0), 1);

    assertThat(forecast.percent()).isCloseTo(5_000, within(1.0));
  }

  @Test
  void givenReturnsThatWereCountedAtTheEntry_thenEachCallCostsOneDearHit() {
    List<ProbePoint> returns =
        List.of(
            point(0x20, SiteCost.STEPPED, true, 0x10), point(0x30, SiteCost.STEPPED, true, 0x10));

    assertThat(forecast(returns, new Hits(0, 10_000), 0.1).percent()).isCloseTo(20, within(0.01));
  }

  @Test
  void givenTwoDearInstructionsOfOneFunction_thenEachCallCostsBoth() {
    List<ProbePoint> both =
        List.of(
            point(0x20, SiteCost.STEPPED, false, 0x10), point(0x30, SiteCost.STEPPED, true, 0x10));

    assertThat(forecast(both, new Hits(0, 10_000), 0.1).percent()).isCloseTo(40, within(0.01));
  }

  private static Forecast forecast(List<ProbePoint> points, Hits hits, double busy) {
    return Forecast.of(TARIFF, points, new Window(SECOND, hits, busy));
  }

  private static ProbePoint point(long address, SiteCost cost, boolean returns, long meter) {
    return new ProbePoint("/lib/x.so", address, cost, returns, meter);
  }
}
