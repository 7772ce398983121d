/**
 * Keeps probes affordable: what a hit costs on this machine, how often a worker would hit, and what
 * follows from it.
 */
@NullMarked
package io.ngxscope.agent.govern;

import org.jspecify.annotations.NullMarked;
