package io.ngxscope.agent.inspect;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on arguments, such as {@code arg2 > 1000 && len(arg0) == 4}. It is understood and
 * written anew for the tracer: nothing of the user's text reaches a script.
 *
 * <p>{@code arg0} to {@code arg5}, {@code len(argN)} (the first word behind a pointer: the length
 * of an {@code ngx_str_t}), numbers, {@code == != < <= > >= & && || !} and parentheses.
 */
public final class WhenExpression {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(0x[0-9a-fA-F]{1,16}|\\d{1,18}|[a-z]+\\d?|&&|\\|\\||==|!=|<=|>=|[<>!&()])");
  private static final int MAX_TOKENS = 200;
  private static final int MAX_DEPTH = 40;

  private final List<String> tokens;
  private final String text;
  private int at;
  private int depth;

  private WhenExpression(String text) {
    this.text = text;
    this.tokens = tokens(text);
  }

  /**
   * Writes the condition in the tracer's language.
   *
   * @throws Usage if it cannot be understood; the message says where
   */
  public static String toTracer(String text) {
    WhenExpression e = new WhenExpression(text);
    String written = e.or();
    if (e.at < e.tokens.size()) {
      throw e.wrong("unexpected " + e.tokens.get(e.at));
    }
    return written;
  }

  private List<String> tokens(String from) {
    List<String> found = new ArrayList<>();
    Matcher m = TOKEN.matcher(from);
    int end = 0;
    while (end < from.stripTrailing().length()) {
      if (!m.find(end) || m.start() != end || found.size() >= MAX_TOKENS) {
        throw wrong("cannot read on at character " + (end + 1));
      }
      found.add(m.group(1));
      end = m.end();
    }
    return found;
  }

  private Usage wrong(String what) {
    return new Usage(
        "--when " + text + ": " + what,
        "it takes arg0 to arg5, len(argN), numbers, == != < <= > >= & && || ! and parentheses");
  }

  private String or() {
    StringBuilder written = new StringBuilder(and());
    while (accept("||")) {
      written.append(" || ").append(and());
    }
    return "(" + written + ")";
  }

  private String and() {
    StringBuilder written = new StringBuilder(not());
    while (accept("&&")) {
      written.append(" && ").append(not());
    }
    return "(" + written + ")";
  }

  private String not() {
    if (++depth > MAX_DEPTH) {
      throw wrong("too deep");
    }
    String written = accept("!") ? "!(" + not() + ")" : comparison();
    depth--;
    return written;
  }

  private String comparison() {
    if (accept("(")) {
      String inner = or();
      expect(")");
      return inner;
    }
    String left = value();
    String operator = at < tokens.size() ? tokens.get(at) : "";
    if (!List.of("==", "!=", "<", "<=", ">", ">=").contains(operator)) {
      return "(" + left + " != 0)";
    }
    at++;
    return "(" + left + " " + operator + " " + value() + ")";
  }

  private String value() {
    String written = atom();
    while (accept("&")) {
      written = "(" + written + " & " + atom() + ")";
    }
    return written;
  }

  private String atom() {
    String token = at < tokens.size() ? tokens.get(at++) : "";
    if (token.matches("arg[0-5]")) {
      return token;
    }
    if (token.equals("len")) {
      expect("(");
      String argument = atom();
      if (!argument.startsWith("arg")) {
        throw wrong("len() takes arg0 to arg5");
      }
      expect(")");
      return "*(uint64 *)" + argument;
    }
    try {
      return Long.toUnsignedString(
          token.startsWith("0x")
              ? Long.parseUnsignedLong(token.substring(2), 16)
              : Long.parseLong(token));
    } catch (NumberFormatException e) {
      throw wrong(token.isEmpty() ? "it ends too early" : "what is " + token + "?");
    }
  }

  private boolean accept(String token) {
    boolean there = at < tokens.size() && tokens.get(at).equals(token);
    at += there ? 1 : 0;
    return there;
  }

  private void expect(String token) {
    if (!accept(token)) {
      throw wrong(token + " is missing");
    }
  }
}
