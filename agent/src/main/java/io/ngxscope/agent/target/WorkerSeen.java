package io.ngxscope.agent.target;

import io.ngxscope.agent.model.ProcessKey;

/**
 * A worker as {@link TargetFinder#workersOf} sees it in passing.
 *
 * @param key who
 * @param role {@link Role#WORKER} or {@link Role#SHUTTING_DOWN_WORKER}
 */
public record WorkerSeen(ProcessKey key, Role role) {}
