/**
 * What the stacks of {@code samples/stacks} must look like, and a comparison with those that were
 * seen. It knows nothing of how they were seen: every gear is compared with the same words.
 */
@NullMarked
package io.ngxscope.samples.stack;

import org.jspecify.annotations.NullMarked;
