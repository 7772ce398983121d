/** Recordings: what a capture found, written while it runs and read back for every report. */
@NullMarked
package io.ngxscope.agent.recording;

import org.jspecify.annotations.NullMarked;
