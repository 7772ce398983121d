/** The processes to look at: nginx masters and workers, wherever they run on this machine. */
@NullMarked
package io.ngxscope.agent.target;

import org.jspecify.annotations.NullMarked;
