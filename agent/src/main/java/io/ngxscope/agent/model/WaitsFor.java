package io.ngxscope.agent.model;

import java.util.Locale;

/** What a parked coroutine waits for. */
public enum WaitsFor {
  /** A cosocket: data to be received. */
  COSOCKET_READ,
  /** A cosocket: room to send. */
  COSOCKET_WRITE,
  /** A cosocket: its connection. */
  COSOCKET_CONNECT,
  /** A cosocket: the handshake of TLS. */
  COSOCKET_TLS,
  /** {@code ngx.sleep}. */
  SLEEP,
  /** {@code ngx.semaphore}. */
  SEMAPHORE,
  /** {@code ngx.thread.wait}: light threads. */
  THREAD,
  /** {@code ngx.location.capture}. */
  SUBREQUEST,
  /** {@code ngx.run_worker_thread}. */
  WORKER_THREAD,
  /** {@code ngx.pipe}: another program. */
  PIPE,
  /** The client: its request's body. */
  CLIENT_READ,
  /** The client: to take the response. */
  CLIENT_WRITE,
  /** A coroutine that it has resumed. */
  COROUTINE,
  /** Somebody to resume it: {@code coroutine.yield}. */
  RESUME,
  /** Its start: it is new. So are timers that are not due. */
  START,
  /** Something else. */
  UNKNOWN;

  /** The word in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
