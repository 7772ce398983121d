/**
 * Reports: recordings in, bytes out. Nothing here knows a live process, so that every report can be
 * made again, later and elsewhere. All text of the target is escaped for where it lands.
 */
@NullMarked
package io.ngxscope.cli.report;

import org.jspecify.annotations.NullMarked;
