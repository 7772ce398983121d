/** Wires the parts of the engine together for the commands that ask. */
@NullMarked
package io.ngxscope.agent.session;

import org.jspecify.annotations.NullMarked;
