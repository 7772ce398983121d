package io.ngxscope.agent.coroutine;

import io.ngxscope.agent.luajit.ApiFunctions;
import io.ngxscope.agent.luajit.RawFrame;
import io.ngxscope.agent.luajit.SuspendedThread;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.WaitsFor;
import java.util.List;
import java.util.Map;

/** Tells by the function in which a coroutine yielded what it waits for. */
final class WaitFunctions {
  private static final Map<String, WaitsFor> BY_NAME =
      Map.ofEntries(
          Map.entry("ngx.sleep", WaitsFor.SLEEP),
          Map.entry("ngx.thread.wait", WaitsFor.THREAD),
          Map.entry("ngx.location.capture", WaitsFor.SUBREQUEST),
          Map.entry("ngx.location.capture_multi", WaitsFor.SUBREQUEST),
          Map.entry("ngx.run_worker_thread", WaitsFor.WORKER_THREAD),
          Map.entry("ngx.req.read_body", WaitsFor.CLIENT_READ),
          Map.entry("ngx.req.append_body", WaitsFor.CLIENT_READ),
          Map.entry("ngx.flush", WaitsFor.CLIENT_WRITE),
          Map.entry("ngx.print", WaitsFor.CLIENT_WRITE),
          Map.entry("ngx.say", WaitsFor.CLIENT_WRITE),
          Map.entry("coroutine.__resume", WaitsFor.COROUTINE),
          Map.entry("coroutine.__yield", WaitsFor.RESUME),
          Map.entry("tcpsock.connect", WaitsFor.COSOCKET_CONNECT),
          Map.entry("tcpsock.sslhandshake", WaitsFor.COSOCKET_TLS),
          Map.entry("tcpsock.send", WaitsFor.COSOCKET_WRITE),
          Map.entry("tcpsock.receive", WaitsFor.COSOCKET_READ),
          Map.entry("tcpsock.receiveany", WaitsFor.COSOCKET_READ),
          Map.entry("udpsock.setpeername", WaitsFor.COSOCKET_CONNECT),
          Map.entry("udpsock.receive", WaitsFor.COSOCKET_READ),
          Map.entry("udpsock.send", WaitsFor.COSOCKET_WRITE),
          Map.entry("reqsock.receive", WaitsFor.CLIENT_READ),
          Map.entry("reqsock.receiveany", WaitsFor.CLIENT_READ),
          Map.entry("reqsock.send", WaitsFor.CLIENT_WRITE));

  /** Of lua-resty-core: these call C by the FFI, and then yield in Lua. */
  private static final Map<String, WaitsFor> BY_FILE =
      Map.of(
          "/ngx/semaphore.lua", WaitsFor.SEMAPHORE,
          "/ngx/pipe.lua", WaitsFor.PIPE,
          "/resty/core/socket.lua", WaitsFor.COSOCKET_TLS);

  private final ApiFunctions functions;

  WaitFunctions(ApiFunctions functions) {
    this.functions = functions;
  }

  /** Whether a coroutine has resumed another one, by ngx_lua's own resume. */
  boolean hasResumed(SuspendedThread thread) {
    return thread.wraps() || name(thread).equals("coroutine.__resume");
  }

  /** The name of the function that yielded, empty if it is none of ngx_lua's. */
  String name(SuspendedThread thread) {
    List<RawFrame> frames = thread.stack().frames();
    return frames.isEmpty() ? "" : functions.name(frames.get(0)).orElse("");
  }

  /**
   * What it waits for.
   *
   * @param frames its frames by name, the innermost last
   */
  WaitsFor of(SuspendedThread thread, List<Frame> frames) {
    if (!thread.started()) {
      return WaitsFor.START;
    }
    WaitsFor known = thread.wraps() ? WaitsFor.COROUTINE : BY_NAME.get(name(thread));
    return known != null ? known : byFile(thread, frames);
  }

  private static WaitsFor byFile(SuspendedThread thread, List<Frame> frames) {
    boolean plainYield =
        !thread.stack().frames().isEmpty()
            && thread.stack().frames().get(0) instanceof RawFrame.FastFunction;
    if (!plainYield) {
      return WaitsFor.UNKNOWN;
    }
    for (int i = frames.size() - 1; i >= 0; i--) {
      if (frames.get(i) instanceof Frame.Lua lua) {
        for (Map.Entry<String, WaitsFor> file : BY_FILE.entrySet()) {
          if (lua.file().endsWith(file.getKey())) {
            return file.getValue();
          }
        }
        break;
      }
    }
    return WaitsFor.RESUME;
  }
}
