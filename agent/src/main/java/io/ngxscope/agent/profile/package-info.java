/** Stacks with their weights in columns: small and fast enough for millions of them. */
@NullMarked
package io.ngxscope.agent.profile;

import org.jspecify.annotations.NullMarked;
