/** Sums over events; every one of them can merge with another of its kind. */
@NullMarked
package io.ngxscope.agent.aggregate;

import org.jspecify.annotations.NullMarked;
