/**
 * The watch gear: finds event-loop blocks from outside, with nothing attached and no kernel
 * tracing.
 */
@NullMarked
package io.ngxscope.agent.watch;

import org.jspecify.annotations.NullMarked;
