package io.ngxscope.agent.model;

/**
 * The linker's fingerprint of a binary ({@code NT_GNU_BUILD_ID}), the key of every per-build cache.
 *
 * @param hex lower-case hexadecimal digits, 2 to 128 of them
 */
public record BuildId(String hex) {
  /** Rejects what cannot be a build id, since it becomes part of file names. */
  public BuildId {
    if (!hex.matches("[0-9a-f]{2,128}")) {
      throw new IllegalArgumentException("not a build id: " + hex.length() + " characters");
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
