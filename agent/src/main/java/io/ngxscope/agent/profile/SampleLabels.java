package io.ngxscope.agent.profile;

/**
 * What is known of samples besides their stack. Texts come from the target.
 *
 * @param pid process number, 0 if not known
 * @param method HTTP method of the request; empty without
 * @param uri its path; empty without
 * @param verdict {@code computing} or {@code waiting}; empty if not known
 */
public record SampleLabels(int pid, String method, String uri, String verdict) {
  /** Nothing is known. */
  public static final SampleLabels NONE = new SampleLabels(0, "", "", "");
}
