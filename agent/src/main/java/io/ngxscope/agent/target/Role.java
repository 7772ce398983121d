package io.ngxscope.agent.target;

/** What a process does for nginx. */
public enum Role {
  /** Starts and replaces workers; runs no event loop worth watching. */
  MASTER,
  /** Serves requests. */
  WORKER,
  /** Serves its last requests: a reload, an upgrade or a quit told it to go. */
  SHUTTING_DOWN_WORKER,
  /** Serves requests without a master ({@code master_process off}). */
  SINGLE,
  /** Cache manager and loader, privileged agent, or a child that a worker has just forked. */
  HELPER,
  /** Not nginx, as far as can be seen from outside. */
  OTHER;

  /** Whether it answers requests. */
  public boolean serves() {
    return this == WORKER || this == SHUTTING_DOWN_WORKER || this == SINGLE;
  }
}
