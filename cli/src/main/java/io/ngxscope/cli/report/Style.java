package io.ngxscope.cli.report;

/** Emphasis on a terminal (ECMA-48), or none. Colour never carries meaning alone. */
record Style(boolean color) {
  String bold(String text) {
    return wrap("1", text);
  }

  String dim(String text) {
    return wrap("2", text);
  }

  String lua(String text) {
    return wrap("36", text);
  }

  String alarm(String text) {
    return wrap("1;31", text);
  }

  private String wrap(String code, String text) {
    return color ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
