package io.ngxscope.agent.target;

import io.ngxscope.agent.model.ProcessKey;

/**
 * A child of a master as {@link TargetFinder#childrenOf} sees it in passing.
 *
 * @param key who
 * @param role {@link Role#WORKER} {@link Role#SHUTTING_DOWN_WORKER}, or {@link Role#MASTER} of an
 *     upgrade
 */
public record WorkerSeen(ProcessKey key, Role role) {}
