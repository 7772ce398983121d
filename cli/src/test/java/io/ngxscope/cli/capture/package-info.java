/**
 * {@code ngxscope block} and {@code report} on the real nginx, through the built launcher, as a
 * user runs them.
 */
@NullMarked
package io.ngxscope.cli.capture;

import org.jspecify.annotations.NullMarked;
