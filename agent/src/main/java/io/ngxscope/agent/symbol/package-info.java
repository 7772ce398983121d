/** Names of native code, each with how it was found. */
@NullMarked
package io.ngxscope.agent.symbol;

import org.jspecify.annotations.NullMarked;
