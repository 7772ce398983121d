package io.ngxscope.agent.model;

/**
 * Time inside one kind of system call.
 *
 * @param name its name ({@code syscalls(2)})
 * @param detail arguments worth showing, such as the path or peer behind a descriptor; empty if
 *     none
 * @param micros time attributed to it, in microseconds
 */
public record SyscallTime(String name, String detail, long micros) {}
