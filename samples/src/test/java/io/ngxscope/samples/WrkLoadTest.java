package io.ngxscope.samples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrkLoadTest {
  @Test
  void givenAReportWithTrouble_whenParsed_thenAllOfItIsCounted() {
    String report =
        """
        Running 1s test @ http://127.0.0.1:8080/hello
          1 threads and 4 connections
          27810 requests in 1.10s, 4.38MB read
          Socket errors: connect 1, read 2, write 3, timeout 4
          Non-2xx or 3xx responses: 5
        Requests/sec:  25282.01
        Transfer/sec:      3.98MB
        """;

    assertThat(WrkLoad.parse(report)).isEqualTo(new WrkLoad.Result(27810, 25282.01, 5, 10));
  }

  @Test
  void givenAGoodReport_whenParsed_thenNothingIsRefusedOrBroken() {
    String report = "  99 requests in 1.10s, 4KB read\nRequests/sec:  90.00\n";

    assertThat(WrkLoad.parse(report)).isEqualTo(new WrkLoad.Result(99, 90, 0, 0));
  }
}
