/**
 * What tracers print, decoded: bytes become rows and notices, rows become samples. Pure: no
 * process, no clock, no names. What cannot be understood is counted, never thrown away silently.
 */
@NullMarked
package io.ngxscope.agent.stream;

import org.jspecify.annotations.NullMarked;
