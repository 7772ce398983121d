/**
 * The sample gear: probes in the kernel tell what workers do, and what they print becomes blocks
 * and stacks with names.
 */
@NullMarked
package io.ngxscope.agent.sample;

import org.jspecify.annotations.NullMarked;
