package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.session.Inventory;
import io.ngxscope.agent.session.Inventory.Group;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.cli.Options;

/** {@code ngxscope ps}: which nginx processes there are. */
public final class PsCommand implements Command {
  /** Long enough that a busy worker shows, short enough not to be waited for. */
  private static final Duration WATCH = Duration.ofMillis(200);

  private final Function<Target, String> luajit;

  /** A command that describes the LuaJIT of each process with the given words, empty without. */
  public PsCommand(Function<Target, String> luajit) {
    this.luajit = luajit;
  }

  @Override
  public String name() {
    return "ps";
  }

  @Override
  public String summary() {
    return "list the nginx masters and workers of this machine";
  }

  @Override
  public Options options() {
    return new Options().addOption(CommonOptions.json());
  }

  @Override
  public String example() {
    return """
        $ ngxscope ps
        nginx 23419  /usr/sbin/nginx  config /srv/shop/conf/nginx.conf
               PID  ROLE           GEN   UPTIME   CPU%       RSS  LUAJIT
             23419  master           -     21 s    0.0     3 MiB  OpenResty LuaJIT 2.1 GC64 (libluajit-5.1.so.2.1.0)
             23420  worker           0     21 s   82.5    10 MiB  OpenResty LuaJIT 2.1 GC64 (libluajit-5.1.so.2.1.0)
             23421  worker           0     21 s    0.0    10 MiB  OpenResty LuaJIT 2.1 GC64 (libluajit-5.1.so.2.1.0)
        """;
  }

  @Override
  public int run(Invocation invocation) {
    List<Group> groups = take();
    if (invocation.json()) {
      PsJson.print(groups, invocation.out());
    } else {
      PsTable.print(groups, invocation.out());
    }
    if (groups.isEmpty()) {
      invocation.screen().note("no nginx process was found on this machine");
    } else if (groups.stream().anyMatch(g -> g.head().target().exe().isEmpty())) {
      invocation.screen().note("some executables may not be read by you: as root more is shown");
    }
    return DONE;
  }

  private List<Group> take() {
    try {
      return new Inventory(TargetFinder.live(), luajit).take(WATCH);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeFailed("the look at the processes was interrupted", "run it again");
    }
  }
}
