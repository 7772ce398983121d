package io.ngxscope.agent.session;

import io.ngxscope.agent.code.Finding;
import io.ngxscope.agent.code.FunctionCode;
import io.ngxscope.agent.code.InternSites;
import io.ngxscope.agent.code.LuaJitAnchors;
import io.ngxscope.agent.code.ProbeSites;
import io.ngxscope.agent.code.ResumeExits;
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
    interning(facts, anchors.strNew().result().flatMap(start -> InternSites.of(elf, start)));
    resume(facts, ResumeExits.of(elf));
  }

  private void interning(ProbeFacts.Builder facts, Optional<InternSites> sites) {
    site(facts, Fact.STR_COMPARE, sites.map(InternSites::compare));
    site(facts, Fact.STR_ALLOCATE, sites.map(InternSites::allocate));
    site(facts, Fact.STR_RESIZE, sites.map(InternSites::resize));
    site(facts, Fact.STR_REHASH, sites.map(InternSites::rehash));
  }

  private void site(ProbeFacts.Builder facts, Fact fact, Optional<Long> site) {
    if (site.isPresent()) {
      facts.sites(fact, path, List.of(site.get()));
    } else {
      facts.missing(fact, "the code of lj_str_new does not show it");
    }
  }

  private void resume(ProbeFacts.Builder facts, Optional<ResumeExits> exits) {
    if (exits.isPresent()) {
      facts.sites(Fact.RESUME_FINISHED, path, List.of(exits.get().finished()));
      facts.sites(Fact.RESUME_LEAVING, path, exits.get().leaving());
    } else {
      String why = "the way out of LuaJIT's interpreter was not recognized";
      facts.missing(Fact.RESUME_FINISHED, why).missing(Fact.RESUME_LEAVING, why);
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
