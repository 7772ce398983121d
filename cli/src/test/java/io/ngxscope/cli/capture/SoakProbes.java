package io.ngxscope.cli.capture;

import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeSpec;
import java.util.ArrayList;
import java.util.List;

/** Every probe that ngxscope has, and exact ones on the functions through which errors fly. */
final class SoakProbes {
  /** What follows {@code uprobe:} in a script: with luajit.file, or a list of sites. */
  private static final List<String> EXACT =
      List.of(
          "%{luajit.file}:%{luajit.str_new}",
          "%{luajit.str_new.returns}",
          "%{luajit.alloc}",
          "%{luajit.alloc.results}",
          "%{luajit.file}:%{luajit.gc_step}",
          "%{luajit.file}:lua_error",
          "%{luajit.file}:luaL_error",
          "%{luajit.file}:luaL_argerror",
          "%{luajit.file}:lua_resume",
          "%{luajit.file}:lua_yield",
          "%{luajit.file}:lua_pcall",
          "%{luajit.file}:lua_call",
          "%{luajit.file}:lua_gc");

  private SoakProbes() {}

  static List<ProbeSpec> all() {
    List<ProbeSpec> specs = new ArrayList<>();
    ProbeCatalog.shipped().probes().stream()
        .filter(p -> p.arguments().stream().allMatch(a -> a.otherwise() != null))
        .forEach(specs::add);
    for (int i = 0; i < EXACT.size(); i++) {
      specs.add(exact("exact" + i, EXACT.get(i)));
    }
    return specs;
  }

  private static ProbeSpec exact(String name, String site) {
    List<String> facts = new ArrayList<>(List.of("worker.pid"));
    for (String fact :
        List.of(
            "luajit.file",
            "luajit.str_new",
            "luajit.str_new.returns",
            "luajit.alloc",
            "luajit.alloc.results",
            "luajit.gc_step")) {
      if (site.contains("%{" + fact + "}")) {
        facts.add(fact);
      }
    }
    return ProbeCatalog.parse(
        name + ".bt",
        """
        // @name %s
        // @backend bpftrace
        // @facts %s
        // @tuning unsafe
        // @output N count:count
        uprobe:%s
        /pid == %%{worker.pid}/ { @n += (uint64)1; }
        interval:ms:50 { printf("N\\t%%llu\\n", @n); }
        END { clear(@n); }
        """
            .formatted(name, String.join(" ", facts), site));
  }
}
