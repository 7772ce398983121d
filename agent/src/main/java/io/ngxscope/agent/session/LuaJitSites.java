package io.ngxscope.agent.session;

import io.ngxscope.agent.code.Finding;
import io.ngxscope.agent.code.FunctionCode;
import io.ngxscope.agent.code.LuaJitAnchors;
import io.ngxscope.agent.code.ProbeSites;
import io.ngxscope.agent.luajit.LuaJitModule;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.probe.Fact;
import io.ngxscope.agent.probe.ProbeFacts;
import java.util.List;
import java.util.Optional;

/**
 * Where functions of a stripped LuaJIT are probed at the least cost.
 *
 * @param luajit the object that contains it
 * @param path as the tracer can open it
 */
record LuaJitSites(LuaJitModule luajit, String path) {
  void into(ProbeFacts.Builder facts) {
    ElfFile elf = luajit.elf();
    LuaJitAnchors anchors = LuaJitAnchors.analyze(elf);
    entry(facts, Fact.GC_STEP_SITE, "lj_gc_step", code(elf, anchors.gcStep()));
    Optional<FunctionCode> strNew = code(elf, anchors.strNew());
    entry(facts, Fact.STR_NEW_SITE, "lj_str_new", strNew);
    List<Long> returns = strNew.map(ProbeSites::returns).orElse(List.of());
    if (returns.isEmpty()) {
      facts.missing(Fact.STR_NEW_RETURNS, "lj_str_new was not recognized, or does not return");
    } else {
      facts.sites(Fact.STR_NEW_RETURNS, path, returns);
    }
  }

  private static Optional<FunctionCode> code(ElfFile elf, Finding<Long> function) {
    return function.result().flatMap(start -> FunctionCode.at(elf, start));
  }

  private void entry(
      ProbeFacts.Builder facts, Fact fact, String name, Optional<FunctionCode> function) {
    Optional<Long> site = function.flatMap(f -> ProbeSites.cheapEntry(luajit.elf(), f));
    if (site.isPresent()) {
      facts.address(fact, site.get());
    } else {
      facts.missing(
          fact,
          name
              + " was not recognized, or does not begin with an instruction that the kernel"
              + " can emulate; any other costs the worker 20 us a call");
    }
  }
}
