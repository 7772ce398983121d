/** One class a command: it understands its options, asks the engine, and prints the answer. */
@NullMarked
package io.ngxscope.cli.command;

import org.jspecify.annotations.NullMarked;
