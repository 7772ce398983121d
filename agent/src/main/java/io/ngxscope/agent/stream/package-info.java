/** What tracers print, decoded: bytes become rows and notices. Pure; what is bad is counted. */
@NullMarked
package io.ngxscope.agent.stream;

import org.jspecify.annotations.NullMarked;
