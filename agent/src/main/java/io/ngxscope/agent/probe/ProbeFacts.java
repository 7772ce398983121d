package io.ngxscope.agent.probe;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about one worker, and why the rest is not.
 *
 * @param known facts with their values
 * @param missing facts that cannot be known, each with its reason
 */
public record ProbeFacts(Map<Fact, ScriptValue> known, Map<Fact, String> missing) {
  /** Copies the maps. */
  public ProbeFacts {
    known = Map.copyOf(known);
    missing = Map.copyOf(missing);
  }

  /** The value of a fact. */
  public Optional<ScriptValue> find(Fact fact) {
    return Optional.ofNullable(known.get(fact));
  }

  /** Why a fact is not known. */
  public String why(Fact fact) {
    return missing.getOrDefault(fact, "it was not looked for");
  }

  /** Gathers facts. */
  public static final class Builder {
    private final Map<Fact, ScriptValue> known = new EnumMap<>(Fact.class);
    private final Map<Fact, String> missing = new EnumMap<>(Fact.class);

    /** A number. */
    public Builder number(Fact fact, long value) {
      known.put(fact, new ScriptValue.Decimal(value));
      return this;
    }

    /** An address or offset. */
    public Builder address(Fact fact, long value) {
      known.put(fact, new ScriptValue.Address(value));
      return this;
    }

    /** A file; one whose path could be misunderstood counts as missing. */
    public Builder file(Fact fact, String path) {
      if (ScriptValue.FilePath.isSafe(path)) {
        known.put(fact, new ScriptValue.FilePath(path));
      } else {
        missing.put(fact, "its path has characters that no script may contain");
      }
      return this;
    }

    /** Instructions of a file; none of a path that could be misunderstood. */
    public Builder sites(Fact fact, String path, List<Long> addresses) {
      if (ScriptValue.FilePath.isSafe(path)) {
        known.put(fact, new ScriptValue.Sites(new ScriptValue.FilePath(path), addresses));
      } else {
        missing.put(fact, "its path has characters that no script may contain");
      }
      return this;
    }

    /** A fact that cannot be known. */
    public Builder missing(Fact fact, String why) {
      missing.put(fact, why);
      return this;
    }

    /** All of them. */
    public ProbeFacts build() {
      return new ProbeFacts(known, missing);
    }
  }
}
