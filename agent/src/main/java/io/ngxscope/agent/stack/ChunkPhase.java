package io.ngxscope.agent.stack;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Stack;
import java.util.Map;

/**
 * The phase that the name of the outermost Lua chunk tells: ngx_lua calls inline code {@code
 * access_by_lua(file:1)}.
 */
final class ChunkPhase {
  private static final Map<String, Phase> PHASES =
      Map.ofEntries(
          Map.entry("init_by_lua", Phase.INIT),
          Map.entry("init_worker_by_lua", Phase.INIT_WORKER),
          Map.entry("exit_worker_by_lua", Phase.EXIT_WORKER),
          Map.entry("set_by_lua", Phase.SET),
          Map.entry("rewrite_by_lua", Phase.REWRITE),
          Map.entry("server_rewrite_by_lua", Phase.REWRITE),
          Map.entry("access_by_lua", Phase.ACCESS),
          Map.entry("content_by_lua", Phase.CONTENT),
          Map.entry("balancer_by_lua", Phase.BALANCER),
          Map.entry("header_filter_by_lua", Phase.HEADER_FILTER),
          Map.entry("body_filter_by_lua", Phase.BODY_FILTER),
          Map.entry("log_by_lua", Phase.LOG),
          Map.entry("ssl_certificate_by_lua", Phase.SSL),
          Map.entry("ssl_client_hello_by_lua", Phase.SSL),
          Map.entry("ssl_session_fetch_by_lua", Phase.SSL),
          Map.entry("ssl_session_store_by_lua", Phase.SSL));

  private ChunkPhase() {}

  static Phase of(Stack stack) {
    for (Frame frame : stack.frames()) {
      if (frame instanceof Frame.Lua lua) {
        int end = lua.file().indexOf('(');
        // A timer's callback is a function of some file; only a main chunk is named by its phase.
        return end > 0 && lua.definedLine() == 0
            ? PHASES.getOrDefault(lua.file().substring(0, end), Phase.UNKNOWN)
            : Phase.UNKNOWN;
      }
    }
    return Phase.UNKNOWN;
  }
}
