/**
 * Complete native stacks of code without frame pointers, from registers and copied stack memory.
 */
@NullMarked
package io.ngxscope.agent.unwind;

import org.jspecify.annotations.NullMarked;
