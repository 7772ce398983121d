/** What the operating system tells about processes and the machine. */
@NullMarked
package io.ngxscope.agent.os;

import org.jspecify.annotations.NullMarked;
