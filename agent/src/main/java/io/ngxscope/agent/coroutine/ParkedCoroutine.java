package io.ngxscope.agent.coroutine;

import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.WaitsFor;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that does not run.
 *
 * @param waitsFor what for
 * @param peer to whom its socket talks, empty without
 * @param request for which request, or null
 * @param waitedMicros how long it has waited, in microseconds; -1 if not known
 * @param requestMicros how long ago its request began, likewise
 * @param stack its frames, within those of the coroutines that have resumed it
 */
record ParkedCoroutine(
    WaitsFor waitsFor,
    String peer,
    @Nullable Request request,
    long waitedMicros,
    long requestMicros,
    Stack stack) {}
