package io.ngxscope.agent.session;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A core file to be looked at in place of a process.
 *
 * @param file the core
 * @param sysroot folder under which to look for mapped files first, or null
 */
public record CoreChoice(Path file, @Nullable Path sysroot) {}
