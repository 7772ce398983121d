/** What can be asked of this machine: checks made before anything is attached. */
@NullMarked
package io.ngxscope.agent.probe;

import org.jspecify.annotations.NullMarked;
