/**
 * A capture from beginning to end: the only package that wires targets, gears, aggregates and
 * recordings.
 */
@NullMarked
package io.ngxscope.agent.session;

import org.jspecify.annotations.NullMarked;
