package io.ngxscope.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  /** Takes so many bytes, then fails. */
  private static final class Failing extends OutputStream {
    private int left;
    private int failures;

    Failing(int left) {
      this.left = left;
    }

    @Override
    public void write(int b) throws IOException {
      if (left == 0) {
        failures++;
        throw new IOException("it failed");
      }
      left--;
    }
  }

  @Test
  void whenTheReaderOfAPipeIsGoneTheRestGoesNowhere() throws IOException {
    Failing pipe = new Failing(3);
    try (StandardOutput out = new StandardOutput(pipe, () -> true)) {
      out.write(new byte[10], 0, 10);
      out.write(7);
      out.write(new byte[10], 0, 10);
      out.flush();
    }
    assertThat(pipe.failures).as("asked once").isEqualTo(1);
  }

  @Test
  void aFullDiskIsAFailure() throws IOException {
    StandardOutput out = new StandardOutput(new Failing(3), () -> false);
    assertThatThrownBy(() -> out.write(new byte[10], 0, 10)).hasMessage("it failed");
  }
}
