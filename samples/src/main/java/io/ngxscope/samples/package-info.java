/**
 * What integration tests stand on: a real nginx that blocks in known ways, load for it, the built
 * launcher, and the reasons for which a host may not be able to run them.
 */
@NullMarked
package io.ngxscope.samples;

import org.jspecify.annotations.NullMarked;
