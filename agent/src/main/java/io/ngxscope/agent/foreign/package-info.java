/**
 * Stacks that other tools recorded: formats guessed, read as streams, every length bounded. What is
 * not understood is counted and said.
 */
@NullMarked
package io.ngxscope.agent.foreign;

import org.jspecify.annotations.NullMarked;
