package io.ngxscope.agent.probe;

import org.jspecify.annotations.Nullable;

/**
 * An argument that a script takes.
 *
 * @param name as the user writes it: {@code name=value}
 * @param type what it may be
 * @param otherwise its value if none is given, as text, or null if it must be given
 * @param unit in which the script sees it; {@code -} for none
 * @param description for people
 */
public record ProbeArg(
    String name, ArgType type, @Nullable String otherwise, String unit, String description) {}
