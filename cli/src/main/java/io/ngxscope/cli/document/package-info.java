/** Manual pages and completions, made from the commands and their options. */
@NullMarked
package io.ngxscope.cli.document;

import org.jspecify.annotations.NullMarked;
