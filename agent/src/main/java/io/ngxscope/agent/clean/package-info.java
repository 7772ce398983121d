/** What runs of ngxscope that were killed have left on the machine, and how to remove it. */
@NullMarked
package io.ngxscope.agent.clean;

import org.jspecify.annotations.NullMarked;
