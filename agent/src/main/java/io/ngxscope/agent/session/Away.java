package io.ngxscope.agent.session;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.ProcessKey;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is away from its event loop.
 *
 * @param worker who
 * @param micros for how long by now, in microseconds
 * @param block what it was seen doing so far, or null
 */
public record Away(ProcessKey worker, long micros, @Nullable Block block) {}
