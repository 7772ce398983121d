package io.ngxscope.agent.coroutine;

import io.ngxscope.agent.luajit.ApiFunctions;
import io.ngxscope.agent.luajit.LuaFrames;
import io.ngxscope.agent.luajit.SuspendedThread;
import io.ngxscope.agent.luajit.SuspendedThreads;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.WaitsFor;
import io.ngxscope.agent.nginx.Cosocket;
import io.ngxscope.agent.nginx.RequestReader;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.stack.LuaSide;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the parked coroutines of one VM. */
public final class ParkedReader {
  /** Coroutines that resumed one another. */
  private static final int MAX_PARENTS = 8;

  private final SuspendedThreads threads;
  private final LuaFrames frames;
  private final WaitFunctions functions;
  private final @Nullable RequestReader requests;
  private final Waits waits;
  private final Present now;
  private long unreadable;

  /**
   * Readies reading.
   *
   * @param side the VM
   * @param memory of its process
   * @param requests reads for which request one is, or null
   * @param now the present
   */
  public ParkedReader(
      LuaSide side, RemoteMemory memory, @Nullable RequestReader requests, Present now) {
    this.threads = new SuspendedThreads(side.vm(), side.stacks());
    this.frames = side.frames();
    this.functions = new WaitFunctions(ApiFunctions.of(side.vm()));
    this.requests = requests;
    this.now = now;
    this.waits = new Waits(memory, now.timerMillis());
  }

  /**
   * The present on the clocks of a worker.
   *
   * @param timerMillis {@code ngx_current_msec}, in milliseconds
   * @param unixMillis since the epoch, in milliseconds
   */
  public record Present(long timerMillis, long unixMillis) {}

  private record Found(SuspendedThread thread, @Nullable Cosocket socket) {}

  /**
   * Reads those that are parked.
   *
   * @param addresses of coroutines, parked or not
   * @param groups takes them
   */
  public void read(long[] addresses, ParkedGroups groups) {
    List<Found> found = new ArrayList<>();
    for (long address : addresses) {
      Optional<SuspendedThread> thread = threads.read(address);
      if (thread.isPresent() && thread.get().stack().torn()) {
        unreadable++;
      } else if (thread.isPresent()) {
        Cosocket socket = waits.socket(thread.get()).orElse(null);
        found.add(new Found(thread.get(), socket));
        if (socket != null) {
          waits.learn(socket);
        }
      }
    }
    found.forEach(f -> groups.add(parked(f)));
  }

  /** How many could not be read. */
  public long unreadable() {
    return unreadable;
  }

  private ParkedCoroutine parked(Found f) {
    List<Frame> own = named(f.thread());
    WaitsFor waitsFor = refine(functions.of(f.thread(), own), f.socket());
    List<Frame> all = new ArrayList<>(own);
    SuspendedThread inner = f.thread();
    for (int i = 0; i < MAX_PARENTS; i++) {
      Optional<SuspendedThread> parent =
          inner.parent() == 0
              ? Optional.empty()
              : threads.read(inner.parent()).filter(functions::hasResumed);
      if (parent.isEmpty()) {
        break;
      }
      inner = parent.get();
      all.addAll(0, named(inner));
    }
    Request request = requests == null ? null : requests.read(f.thread().request()).orElse(null);
    return new ParkedCoroutine(
        waitsFor,
        f.socket() == null || !isSocket(waitsFor) ? "" : f.socket().peer(),
        request,
        waits.micros(f.thread(), waitsFor, f.socket()),
        request == null ? -1 : age(f.thread().request()),
        new Stack(all));
  }

  private long age(long request) {
    OptionalLong started =
        requests == null ? OptionalLong.empty() : requests.startedUnixMillis(request);
    return started.isEmpty() ? -1 : Math.max(0, now.unixMillis() - started.getAsLong()) * 1000;
  }

  private List<Frame> named(SuspendedThread thread) {
    return frames.name(thread.stack()).stream().flatMap(List::stream).toList();
  }

  private static boolean isSocket(WaitsFor waitsFor) {
    return switch (waitsFor) {
      case COSOCKET_READ, COSOCKET_WRITE, COSOCKET_CONNECT, COSOCKET_TLS -> true;
      default -> false;
    };
  }

  /**
   * Sockets of the client and others share their functions, and what {@code receiveuntil} returns
   * has no name: the socket tells.
   */
  private static WaitsFor refine(WaitsFor told, @Nullable Cosocket socket) {
    if (socket == null) {
      return told;
    }
    boolean client = socket.client();
    return switch (told) {
      case COSOCKET_READ, CLIENT_READ -> client ? WaitsFor.CLIENT_READ : WaitsFor.COSOCKET_READ;
      case COSOCKET_WRITE, CLIENT_WRITE -> client ? WaitsFor.CLIENT_WRITE : WaitsFor.COSOCKET_WRITE;
      case UNKNOWN ->
          socket.readDue().isPresent()
              ? refine(WaitsFor.COSOCKET_READ, socket)
              : socket.writeDue().isPresent() ? refine(WaitsFor.COSOCKET_WRITE, socket) : told;
      default -> told;
    };
  }
}
