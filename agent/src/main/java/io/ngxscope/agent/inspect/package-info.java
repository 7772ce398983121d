/** What is in a stripped, optimised program: functions, their code, their arguments, structures. */
@NullMarked
package io.ngxscope.agent.inspect;

import org.jspecify.annotations.NullMarked;
