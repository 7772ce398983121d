package io.ngxscope.agent.target;

import java.util.List;

/** What nginx writes over its command line ({@code ngx_setproctitle}) tells who a process is. */
enum ProcessTitle {
  /** {@code nginx: master process …}. */
  MASTER,
  /** {@code nginx: worker process}. */
  WORKER,
  /** {@code nginx: worker process is shutting down}. */
  SHUTTING_DOWN,
  /** Any other: cache manager, cache loader, privileged agent. */
  HELPER,
  /** So short that nothing can be told: nginx was started with few arguments and no environment. */
  CUT,
  /** None: a command line as it was given. */
  NONE;

  private static final String BRAND = "nginx: ";
  private static final String MASTER_TITLE = BRAND + "master process";
  private static final String WORKER_TITLE = BRAND + "worker process";
  private static final String SHUTTING_DOWN_TITLE = WORKER_TITLE + " is shutting down";

  /** Understands a command line; nginx makes it one argument, whatever it was before. */
  static ProcessTitle of(List<String> arguments) {
    if (arguments.size() != 1) {
      return NONE;
    }
    String title = arguments.get(0);
    if (title.startsWith(SHUTTING_DOWN_TITLE)) {
      return SHUTTING_DOWN;
    }
    if (BRAND.startsWith(title)) {
      return CUT;
    }
    return title.startsWith(BRAND) ? ofBranded(title) : NONE;
  }

  private static ProcessTitle ofBranded(String title) {
    // Titles are cut to the room that the arguments and the environment had.
    if (title.startsWith(MASTER_TITLE) || MASTER_TITLE.startsWith(title)) {
      return MASTER;
    }
    if (title.startsWith(WORKER_TITLE) || WORKER_TITLE.startsWith(title)) {
      return WORKER;
    }
    return HELPER;
  }
}
