/** What a user sees while ngxscope works: a progress line on a terminal, notes on any stream. */
@NullMarked
package io.ngxscope.cli.screen;

import org.jspecify.annotations.NullMarked;
