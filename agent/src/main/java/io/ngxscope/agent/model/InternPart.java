package io.ngxscope.agent.model;

/** What interning a string consists of, as a stack tells it. */
public enum InternPart {
  /** Reading some or all of the string for its number. */
  HASH("hash", "hashing"),
  /** Following the chain; hashing as well where it has no function of its own. */
  SEARCH("search", "searching the chain"),
  /** Holding contents against those of a string with the same hash and length. */
  COMPARE("compare", "comparing contents"),
  /** Memory for a string that is new. */
  ALLOCATE("allocate", "allocating"),
  /** Copying a new string into that memory. */
  COPY("copy", "copying"),
  /** Making the table larger or smaller, or hashing a chain anew. */
  RESIZE("resize", "resizing and rehashing"),
  /** A function that is not known. */
  OTHER("other", "something else");

  private final String key;
  private final String words;

  InternPart(String key, String words) {
    this.key = key;
    this.words = words;
  }

  /** Its name in JSON. */
  public String key() {
    return key;
  }

  /** Its name in words. */
  public String words() {
    return words;
  }
}
