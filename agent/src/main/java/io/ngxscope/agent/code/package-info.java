/** What machine code tells: instructions, functions, and what they call and load. */
@NullMarked
package io.ngxscope.agent.code;

import org.jspecify.annotations.NullMarked;
