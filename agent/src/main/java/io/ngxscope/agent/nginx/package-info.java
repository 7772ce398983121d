/**
 * nginx from outside: its event loop's clock, its requests, its configuration, without debug info.
 */
@NullMarked
package io.ngxscope.agent.nginx;

import org.jspecify.annotations.NullMarked;
