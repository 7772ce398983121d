package io.ngxscope.cli.command;

import io.ngxscope.agent.model.Backtrace;
import io.ngxscope.agent.session.Backtraces;
import io.ngxscope.agent.session.CoreChoice;
import io.ngxscope.cli.report.BacktraceJson;
import io.ngxscope.cli.report.BacktraceText;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope bt}: what each worker is executing right now. */
public final class BtCommand implements Command {
  private static final String PAUSE = "pause";
  private static final String THREADS = "threads";
  private static final String WITH_ARGS = "with-args";

  @Override
  public String name() {
    return "bt";
  }

  @Override
  public String summary() {
    return "show what each worker is executing right now: C, Lua and system call";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(
            Option.builder()
                .longOpt(PAUSE)
                .desc("stop a running worker for well under 1 ms to read its registers")
                .get())
        .addOption(
            Option.builder()
                .longOpt(THREADS)
                .desc(
                    "show its other threads too: those of thread pools with their Lua VMs, of libraries")
                .get())
        .addOption(
            Option.builder()
                .longOpt(WITH_ARGS)
                .desc("keep query strings, which often hold secrets")
                .get())
        .addOption(SourceMap.option())
        .addOption(CoreOption.core())
        .addOption(CoreOption.sysroot())
        .addOption(CommonOptions.json());
  }

  @Override
  public String example() {
    return """
        $ ngxscope bt -p 23419 --pause
        worker 23420  in poll, 1.49 s away from its event loop
          GET /block/shop  content
          system call poll
          Lua heap 820 KiB, C function
            poll_schedule_timeout.constprop.0  kernel
            poll  kernel
            poll  libc.so.6
        ...
            ffi.__call  LuaJIT built-in
            shop.pricing.quote  /srv/shop/lua/shop/pricing.lua:8
            shop.catalog.page  /srv/shop/lua/shop/catalog.lua:7
            main chunk  content_by_lua(nginx.conf:73):1
            ngx_http_lua_run_thread  ngx_http_lua_module.so
        ...
        """;
  }

  @Override
  public int run(Invocation invocation) {
    Optional<CoreChoice> core = CoreOption.of(invocation);
    if (core.isPresent()) {
      Backtraces.OfCore dead =
          Backtraces.ofCore(core.get(), invocation.has(WITH_ARGS), invocation.has(THREADS));
      dead.notes().forEach(invocation.screen()::note);
      print(dead.traces(), invocation);
      return DONE;
    }
    List<Backtrace> traces =
        Backtraces.take(
            invocation.requiredPids(),
            invocation.has(PAUSE),
            invocation.has(WITH_ARGS),
            invocation.has(THREADS));
    print(traces, invocation);
    return DONE;
  }

  private static void print(List<Backtrace> found, Invocation invocation) {
    List<Backtrace> traces = SourceMap.of(invocation).traces(found);
    if (invocation.json()) {
      BacktraceJson.print(traces, invocation.out());
    } else {
      BacktraceText.print(traces, invocation.color(), invocation.out());
    }
  }
}
