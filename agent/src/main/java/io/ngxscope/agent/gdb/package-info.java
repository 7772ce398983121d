/** gdb with commands for nginx and LuaJIT that need no debug information. */
@NullMarked
package io.ngxscope.agent.gdb;

import org.jspecify.annotations.NullMarked;
