/** The calls that the JDK does not have. The only package that sees JNA. */
@NullMarked
package io.ngxscope.agent.os.jna;

import org.jspecify.annotations.NullMarked;
