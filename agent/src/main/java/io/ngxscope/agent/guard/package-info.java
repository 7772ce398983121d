/**
 * When to capture without being asked: rules, and the seconds before. Pure: told what was seen and
 * what time it is.
 */
@NullMarked
package io.ngxscope.agent.guard;

import org.jspecify.annotations.NullMarked;
