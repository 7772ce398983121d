package io.ngxscope.agent.os.jna;

/**
 * General registers of an x86-64 thread ({@code struct user_regs_struct}, {@code sys/user.h}), as
 * far as unwinding needs them.
 *
 * @param rip instruction pointer
 * @param rsp stack pointer
 * @param rbp frame pointer, or any value where the code is built without
 * @param rbx callee-saved; the bytecode pointer inside LuaJIT's interpreter
 * @param rdx the Lua stack base inside LuaJIT's interpreter
 * @param r12 callee-saved
 * @param r13 callee-saved
 * @param r14 callee-saved
 * @param r15 callee-saved
 */
public record Registers(
    long rip, long rsp, long rbp, long rbx, long rdx, long r12, long r13, long r14, long r15) {}
