package io.ngxscope.agent.guard;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets the same thing pass once in a while only. What it is the same as is told by a text; the
 * oldest texts are forgotten when there are too many.
 */
public final class CoolDown {
  private static final int MAX_KEYS = 1_000;

  private final long micros;
  private final Map<String, Long> last =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /** Nothing has passed yet. */
  public CoolDown(long micros) {
    this.micros = micros;
  }

  /** Whether it may pass now; does not let it pass. */
  public boolean isOver(String key, long nowMicros) {
    Long before = last.get(key);
    return before == null || nowMicros - before >= micros;
  }

  /** It passes now. */
  public void begin(String key, long nowMicros) {
    last.remove(key); // so that it becomes the youngest
    last.put(key, nowMicros);
  }
}
