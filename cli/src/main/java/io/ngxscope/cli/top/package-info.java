/** The live view of all workers: what it knows, what the user wants to see, and how it looks. */
@NullMarked
package io.ngxscope.cli.top;

import org.jspecify.annotations.NullMarked;
