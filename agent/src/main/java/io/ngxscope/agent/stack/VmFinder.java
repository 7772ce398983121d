package io.ngxscope.agent.stack;

import io.ngxscope.agent.luajit.LuaJitModule;
import io.ngxscope.agent.luajit.VmAddress;
import io.ngxscope.agent.luajit.VmLocator;
import io.ngxscope.agent.nginx.NginxGlobals;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.target.ProcessImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the Lua VMs of an nginx process: one for http, one for stream, each only if verified. */
public final class VmFinder {
  private final ProcessImage image;
  private final NginxGlobals globals;
  private final VmLocator locator;

  /** Readies finding in one process. */
  public VmFinder(ProcessImage image, RemoteMemory memory, LuaJitModule luajit) {
    this.image = image;
    this.globals = new NginxGlobals(memory, name -> image.address(m -> true, name));
    this.locator = new VmLocator(memory, luajit.code());
  }

  /**
   * What was found.
   *
   * @param vms the VMs, http first
   * @param shortReferences true if there is one whose LuaJIT was built with 32-bit references (no
   *     GC64), which cannot be read
   */
  public record Found(List<VmAddress> vms, boolean shortReferences) {
    /** Copies the list. */
    public Found {
      vms = List.copyOf(vms);
    }
  }

  /** Follows nginx's own pointers; quick. */
  public Found byConfiguration() {
    List<VmAddress> vms = new ArrayList<>();
    boolean shortReferences = false;
    for (String protocol : List.of("http", "stream")) {
      long candidate = globals.luaState(protocol);
      Optional<VmAddress> vm = locator.verify(candidate, "ngx_cycle, " + protocol);
      vm.ifPresent(vms::add);
      shortReferences |= candidate != 0 && vm.isEmpty() && locator.hasShortReferences(candidate);
    }
    return new Found(vms, shortReferences);
  }

  /** Follows nginx's own pointers; where they lead nowhere, looks through anonymous memory. */
  public Found everywhere() {
    Found found = byConfiguration();
    return found.vms().isEmpty() && !found.shortReferences() ? inAllMemory() : found;
  }

  /** Looks through anonymous memory: finds the VMs of nginx's thread pools too. */
  public Found inAllMemory() {
    return new Found(locator.scan(anonymousMemory()), false);
  }

  private List<AddressRange> anonymousMemory() {
    return image.maps().stream()
        .filter(m -> m.permissions().startsWith("rw") && m.inode() == 0)
        .filter(m -> m.path().isEmpty() || m.path().equals("[heap]"))
        .map(m -> new AddressRange(m.start(), m.end()))
        .toList();
  }
}
