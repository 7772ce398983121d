package io.ngxscope.samples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a test needs from its host. Each of these skips the test with the reason if the need is
 * missing, and does nothing else. On a host that {@code make deps} has prepared nothing is skipped.
 */
public final class Needs {
  private Needs() {}

  /** An nginx with the Lua module. */
  public static void nginxWithLua() {
    Outcome outcome =
        Running.run(NginxSample.script("check"), Path.of("/"), Duration.ofSeconds(10));
    assumeTrue(outcome.ok(), () -> "skipped: " + outcome.stderr().strip());
  }

  /** A program on the PATH. */
  public static void program(String name) {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    assumeTrue(found, () -> "skipped: the program " + name + " is not installed");
  }

  /**
   * A file of another project that {@code ci/fetch-test-packages.sh} fetches.
   *
   * @return where it lies
   */
  public static Path testPackage(String name) {
    Path file = ProjectRoot.find().resolve("target/test-packages").resolve(name);
    assumeTrue(
        Files.isReadable(file),
        () -> "skipped: " + name + " was not fetched: run ci/fetch-test-packages.sh");
    return file;
  }

  /**
   * The right to read the memory of a process and to stop it: the same check in the kernel as
   * ptrace(2)'s, since opening {@code /proc/PID/mem} asks for PTRACE_MODE_ATTACH.
   */
  public static void ptraceOf(long pid) {
    String path = "/proc/" + pid + "/mem";
    try (RandomAccessFile memory = new RandomAccessFile(path, "r")) {
      assumeTrue(memory.getFD().valid());
    } catch (IOException e) {
      assumeTrue(false, "skipped: no ptrace permission for process " + pid + ": " + e.getMessage());
    }
  }

  /** The rights of root. */
  public static void root() {
    assumeTrue("root".equals(System.getProperty("user.name")), "skipped: this test needs root");
  }

  /** The right to become another user, and a source tree that this user may read. */
  public static void otherUser(String user) {
    String launcher = Launcher.program().toString();
    List<String> command =
        List.of("setpriv", "--reuid", user, "--clear-groups", "test", "-r", launcher);
    program("setpriv");
    Outcome outcome = Running.run(command, Path.of("/"), Duration.ofSeconds(10));
    assumeTrue(
        outcome.ok(),
        () -> "skipped: cannot run " + launcher + " as " + user + ": " + outcome.stderr());
  }
}
