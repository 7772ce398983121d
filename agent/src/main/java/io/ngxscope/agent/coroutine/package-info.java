/** Coroutines of a worker that do not run: where they stand, for whom, and what they wait for. */
@NullMarked
package io.ngxscope.agent.coroutine;

import org.jspecify.annotations.NullMarked;
