/**
 * Stacks of a worker for every gear: opening what a look at it needs, copying, unwinding, and
 * naming C and Lua in one stack.
 */
@NullMarked
package io.ngxscope.agent.stack;

import org.jspecify.annotations.NullMarked;
