/**
 * The heap of a LuaJIT from outside: a copy of its memory, the objects in it, who refers to whom,
 * and how it grows.
 */
@NullMarked
package io.ngxscope.agent.heap;

import org.jspecify.annotations.NullMarked;
