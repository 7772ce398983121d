/**
 * What runs unattended: bundles and the disk that they may take, the log, the socket for orders,
 * the access log.
 */
@NullMarked
package io.ngxscope.cli.daemon;

import org.jspecify.annotations.NullMarked;
