/** LuaJIT from outside: finding the VM of a process, reading its stacks, functions and names. */
@NullMarked
package io.ngxscope.agent.luajit;

import org.jspecify.annotations.NullMarked;
