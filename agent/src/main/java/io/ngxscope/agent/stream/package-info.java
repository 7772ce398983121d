/**
 * Decodes what probe scripts print: lines in, raw records out. Pure: no process, no clock, no
 * names. What cannot be understood is counted, never thrown away silently.
 */
@NullMarked
package io.ngxscope.agent.stream;

import org.jspecify.annotations.NullMarked;
