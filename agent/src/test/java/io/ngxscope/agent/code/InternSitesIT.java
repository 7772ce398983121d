package io.ngxscope.agent.code;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.os.ElfFile;
import org.junit.jupiter.api.Test;

/** The places in this machine's LuaJIT, each of an instruction that is cheap to probe. */
class InternSitesIT {
  @Test
  void givenTheInstalledLuaJit_whenItsCodeIsRead_thenAllPlacesAreFoundAndCheap() throws Exception {
    ElfFile elf = AnchorsIT.luajit();
    long strNew = LuaJitAnchors.analyze(elf).strNew().result().orElseThrow();

    InternSites sites = InternSites.of(elf, strNew).orElseThrow();

    for (Long site :
        new Long[] {sites.compare(), sites.allocate(), sites.resize(), sites.rehash()}) {
      assertThat(site).isNotNull();
      assertThat(ProbeSites.cost(elf, site)).contains(SiteCost.EMULATED);
    }
    assertThat(sites.returns()).isNotEmpty().allMatch(at -> ProbeSites.isReturn(elf, at));
    assertThat(sites.names())
        .containsValues("lj_mem_realloc", "lj_str_resize", "lj_str_rehash_chain");
  }

  @Test
  void givenTheInstalledLuaJit_whenItsInterpreterIsRead_thenTheWaysOutAreCheapJumps()
      throws Exception {
    ElfFile elf = AnchorsIT.luajit();

    ResumeExits exits = ResumeExits.of(elf).orElseThrow();

    assertThat(ProbeSites.cost(elf, exits.finished())).contains(SiteCost.EMULATED);
    assertThat(exits.leaving())
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(at -> ProbeSites.cost(elf, at).filter(SiteCost.EMULATED::equals).isPresent());
  }
}
