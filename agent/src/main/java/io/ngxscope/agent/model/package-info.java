/**
 * The words that every other package speaks: immutable records, no behaviour beyond their own data.
 */
@NullMarked
package io.ngxscope.agent.model;

import org.jspecify.annotations.NullMarked;
