/** Core files: what is left of a process, to be read as if it were there. */
@NullMarked
package io.ngxscope.agent.core;

import org.jspecify.annotations.NullMarked;
