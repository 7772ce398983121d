package io.ngxscope.agent.model;

/** What the growth of some memory means. */
public enum LeakVerdict {
  /** It grew from cycle to cycle of the collector, and nothing was released. */
  LEAK,
  /** It is bounded: it grew and stays, or it goes up and down. */
  CACHE,
  /** It dies within a cycle. */
  CHURN,
  /** It was not watched for long enough. */
  WARMING_UP
}
