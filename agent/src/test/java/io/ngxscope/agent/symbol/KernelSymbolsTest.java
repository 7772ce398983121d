package io.ngxscope.agent.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class KernelSymbolsTest {
  @Test
  void givenKallsyms_whenAnAddressIsInAFunction_thenItsFirstNameIsGiven() throws IOException {
    KernelSymbols symbols =
        parse(
            """
            ffffffff81000100 T do_wait
            ffffffff81000200 t schedule
            ffffffff81000200 T schedule_alias
            ffffffff81000180 D some_data
            ffffffffc0000000 t in_module\t[nf_tables]
            no line at all
            """);

    assertThat(symbols.isKnown()).isTrue();
    assertThat(symbols.name(0xffffffff810001a0L)).hasValue("do_wait");
    assertThat(symbols.name(0xffffffff81000210L)).hasValue("schedule");
    assertThat(symbols.name(0xffffffffc0000010L)).hasValue("in_module");
    assertThat(symbols.name(0xffffffff81000000L)).isEmpty();
    assertThat(symbols.name(0x7fff00001234L)).as("user space").isEmpty();
  }

  @Test
  void givenHiddenAddresses_whenAsked_thenNothingIsNamed() throws IOException {
    KernelSymbols symbols = parse("0000000000000000 T do_wait\n0000000000000000 T schedule\n");

    assertThat(symbols.isKnown()).isFalse();
    assertThat(symbols.name(0xffffffff81000100L)).isEmpty();
  }

  private static KernelSymbols parse(String text) throws IOException {
    return KernelSymbols.parse(new BufferedReader(new StringReader(text)));
  }
}
