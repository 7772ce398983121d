/**
 * What the agent gives to systems that are there already: metrics for Prometheus, profiles for
 * Pyroscope and Parca, a call for each incident. The only code that sees Prometheus's library.
 */
@NullMarked
package io.ngxscope.cli.handover;

import org.jspecify.annotations.NullMarked;
