package io.ngxscope.cli.document;

import io.ngxscope.cli.command.Command;
import io.ngxscope.cli.command.Commands;
import io.ngxscope.cli.command.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes manual pages and completions; {@code make dist} and the tests call it. */
public final class Documents {
  private Documents() {}

  /**
   * Writes into a folder that is laid out as {@code /usr/share}.
   *
   * @param args the folder, and the date of the build: year, month, day
   */
  public static void main(String[] args) throws IOException {
    write(Commands.all(words -> 0), Path.of(args[0]), args[1]);
  }

  static void write(List<Command> commands, Path share, String date) throws IOException {
    ManPages pages = new ManPages(Version.text(), date);
    put(share, "man/man1/ngxscope.1", pages.all(commands));
    for (Command command : commands) {
      put(share, "man/man1/ngxscope-" + command.name() + ".1", pages.of(command));
    }
    put(share, "bash-completion/completions/ngxscope", BashCompletion.of(commands));
    put(share, "zsh/vendor-completions/_ngxscope", ZshCompletion.of(commands));
    put(share, "fish/vendor_completions.d/ngxscope.fish", FishCompletion.of(commands));
  }

  private static void put(Path share, String name, String text) throws IOException {
    Path file = share.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
