package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.DiagnosticException.NoPermission;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The probe scripts that ngxscope brings along.
 *
 * @param probes in the order of their names
 */
public record ProbeCatalog(List<ProbeSpec> probes) {
  /** Where the scripts lie among the resources; {@code index.txt} there lists them. */
  private static final String FOLDER = "/io/ngxscope/probes/";

  private static final int MAX_BYTES = 1 << 20;

  /** Copies the list. */
  public ProbeCatalog {
    probes = List.copyOf(probes);
  }

  /** Reads all of them. */
  public static ProbeCatalog shipped() {
    List<ProbeSpec> probes = new ArrayList<>();
    for (String file : resource("index.txt").orElseThrow().lines().toList()) {
      probes.add(parse(file, resource(file).orElseThrow()));
    }
    probes.sort(Comparator.comparing(ProbeSpec::name));
    return new ProbeCatalog(probes);
  }

  /** One of them by its name. */
  public Optional<ProbeSpec> find(String name) {
    return probes.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  /**
   * One of them, or a script of the user's own: what has a slash or a dot is a file.
   *
   * @throws Usage if there is none, or the script is wrong
   */
  public ProbeSpec open(String nameOrFile) {
    if (nameOrFile.indexOf('/') >= 0 || nameOrFile.indexOf('.') >= 0) {
      return read(Path.of(nameOrFile));
    }
    return find(nameOrFile)
        .orElseThrow(
            () ->
                new Usage(
                    "there is no probe '" + nameOrFile + "'",
                    "`ngxscope probes` lists them; a file of your own needs its path: ./"
                        + nameOrFile));
  }

  private static ProbeSpec read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new Usage(file + " is larger than 1 MiB", "name a probe script");
      }
      return parse(file.toString(), new String(bytes, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new Usage("there is no file " + file, "`ngxscope probes` lists the probes");
    } catch (AccessDeniedException e) {
      throw new NoPermission(file + " may not be read", "run as a user who may");
    } catch (IOException e) {
      throw new Usage(file + " cannot be read: " + e.getMessage(), "name a probe script");
    }
  }

  /** Understands a script that may include the shared pieces. */
  public static ProbeSpec parse(String file, String text) {
    return ProbeSpec.parse(file, text, name -> resource("bpftrace/include/" + name + ".bt"));
  }

  private static Optional<String> resource(String name) {
    try (InputStream in = ProbeCatalog.class.getResourceAsStream(FOLDER + name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
