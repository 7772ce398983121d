/** Explanations of one page: what a command measures, how, what it costs, what it cannot see. */
@NullMarked
package io.ngxscope.cli.explain;

import org.jspecify.annotations.NullMarked;
