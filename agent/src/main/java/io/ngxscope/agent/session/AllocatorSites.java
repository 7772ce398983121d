package io.ngxscope.agent.session;

import io.ngxscope.agent.code.AllocatorCalls;
import io.ngxscope.agent.code.FunctionCode;
import io.ngxscope.agent.code.ProbeSites;
import io.ngxscope.agent.luajit.LuaJitModule;
import io.ngxscope.agent.luajit.VmAddress;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.probe.Fact;
import io.ngxscope.agent.probe.ProbeFacts;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where the allocator of a VM is probed. It is whatever {@code g->allocf} points to: LuaJIT's own
 * one, or another that the program has set.
 *
 * @param image the process
 * @param luajit the object that contains LuaJIT
 * @param memory its memory
 */
record AllocatorSites(ProcessImage image, LuaJitModule luajit, RemoteMemory memory) {
  /** {@code allocf, allocd, gc.total}: the collector's state follows the allocator (lj_obj.h). */
  private static final int ALLOCF_BEFORE_GC_TOTAL = 16;

  void into(ProbeFacts.Builder facts, List<VmAddress> vms, UnaryOperator<String> openable) {
    Optional<Site> site = vms.stream().findFirst().flatMap(this::allocator);
    Optional<Long> entry = site.flatMap(s -> ProbeSites.cheapEntry(s.elf(), s.code()));
    if (site.isEmpty() || entry.isEmpty()) {
      String why =
          "the allocator was not recognized, or no instruction near its entry is one that the"
              + " kernel can emulate";
      facts.missing(Fact.ALLOC_SITE, why).missing(Fact.ALLOC_RESULTS, why);
      return;
    }
    String path = openable.apply(site.get().module().path());
    facts.sites(Fact.ALLOC_SITE, path, List.of(entry.get()));
    results(facts, openable);
  }

  /** The calls are in LuaJIT, wherever the allocator itself is. */
  private void results(ProbeFacts.Builder facts, UnaryOperator<String> openable) {
    List<Long> results = AllocatorCalls.results(luajit.elf());
    if (results.isEmpty()) {
      facts.missing(Fact.ALLOC_RESULTS, "no calls of the allocator were recognized");
    } else {
      facts.sites(Fact.ALLOC_RESULTS, openable.apply(luajit.module().path()), results);
    }
  }

  private record Site(LoadedModule module, ElfFile elf, FunctionCode code) {}

  private Optional<Site> allocator(VmAddress vm) {
    long[] value = new long[1];
    long field = vm.global() + vm.layout().global().gcTotal() - ALLOCF_BEFORE_GC_TOTAL;
    if (!memory.readLongs(new long[] {field}, value)) {
      return Optional.empty();
    }
    LoadedModule module = image.moduleAt(value[0]);
    ElfFile elf = module == null ? null : module.elf();
    if (module == null || elf == null) {
      return Optional.empty();
    }
    return FunctionCode.at(elf, module.toObject(value[0])).map(code -> new Site(module, elf, code));
  }
}
