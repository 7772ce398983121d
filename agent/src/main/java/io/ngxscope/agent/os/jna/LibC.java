package io.ngxscope.agent.os.jna;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * The few functions of the C library that ngxscope calls, mapped directly: about a microsecond a
 * call.
 */
final class LibC {
  /** The call was interrupted before it did anything ({@code errno(3)}). */
  static final int EPERM = 1;

  /** No such process. */
  static final int ESRCH = 3;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  /** {@code process_vm_readv(2)}; -1 on error with {@link Native#getLastError()} set. */
  static native long process_vm_readv(
      int pid, Pointer local, long localCount, Pointer remote, long remoteCount, long flags);

  /** {@code mmap(2)}; -1 on error. */
  static native long mmap(long address, long bytes, int protection, int flags, int file, long at);

  /** {@code munmap(2)}. */
  static native int munmap(Pointer address, long bytes);

  /** {@code madvise(2)}; it does no harm if it is not heeded. */
  static native int madvise(Pointer address, long bytes, int advice);

  /** {@code ptrace(2)}, the raw function; -1 on error. */
  static native long ptrace(long request, long pid, Pointer address, Pointer data);

  /** {@code waitpid(2)}. */
  static native int waitpid(int pid, Pointer status, int options);

  /** {@code setpriority(2)}; 0 if granted. */
  static native int setpriority(int which, int who, int priority);

  /** {@code kill(2)}; 0 if sent. */
  static native int kill(int pid, int signal);
}
