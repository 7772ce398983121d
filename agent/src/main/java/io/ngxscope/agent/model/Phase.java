package io.ngxscope.agent.model;

/**
 * The phase of request processing in which Lua code runs, in the order in which nginx runs them.
 */
public enum Phase {
  /** {@code init_by_lua*}. */
  INIT,
  /** {@code init_worker_by_lua*}. */
  INIT_WORKER,
  /** {@code ssl_certificate_by_lua*} and its relatives. */
  SSL,
  /** {@code set_by_lua*}. */
  SET,
  /** {@code rewrite_by_lua*}. */
  REWRITE,
  /** {@code access_by_lua*}. */
  ACCESS,
  /** {@code balancer_by_lua*}. */
  BALANCER,
  /** {@code content_by_lua*}. */
  CONTENT,
  /** {@code header_filter_by_lua*}. */
  HEADER_FILTER,
  /** {@code body_filter_by_lua*}. */
  BODY_FILTER,
  /** {@code log_by_lua*}. */
  LOG,
  /** {@code ngx.timer.*} callbacks. */
  TIMER,
  /** {@code exit_worker_by_lua*}. */
  EXIT_WORKER,
  /** Not Lua, or not to be known. */
  UNKNOWN
}
