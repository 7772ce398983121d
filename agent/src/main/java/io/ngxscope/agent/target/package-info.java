/** The processes that are looked at, and what is loaded into them. */
@NullMarked
package io.ngxscope.agent.target;

import org.jspecify.annotations.NullMarked;
