/** Facts about the machine; the only package that sees OSHI. */
@NullMarked
package io.ngxscope.agent.os.host;

import org.jspecify.annotations.NullMarked;
