/** The face of ngxscope: its commands, screens and reports. */
@NullMarked
package io.ngxscope.cli;

import org.jspecify.annotations.NullMarked;
