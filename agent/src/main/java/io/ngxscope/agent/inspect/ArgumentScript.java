package io.ngxscope.agent.inspect;

import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import java.util.Locale;
import java.util.regex.Pattern;

/** The script that notes the arguments of calls. Nothing in it is a user's or a target's text. */
final class ArgumentScript {
  /** Bytes behind a pointer that are taken along; two such fit on the stack of a BPF program. */
  static final int BYTES = 64;

  /** The first word of every request: "HTTP". */
  private static final int REQUEST_SIGNATURE = 0x50545448;

  private static final int ARGUMENTS = 6;
  private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9._/+@=,-]+");

  private ArgumentScript() {}

  /**
   * Writes it.
   *
   * @param file the object as the tracer can open it
   * @param address of the instruction in the object
   * @param condition in the tracer's language, or empty
   * @param calls how many are wanted
   * @param uri offset of the path in a request, or -1: a request can be over before anybody looks
   * @throws Unsupported if the path holds characters that a script must not
   */
  static String of(String file, long address, String condition, int calls, int uri) {
    if (!PLAIN_PATH.matcher(file).matches()) {
      throw new Unsupported(
          "the path " + file + " has characters that cannot be put into a script", "rename it");
    }
    StringBuilder script = new StringBuilder();
    script.append(
        String.format(Locale.ROOT, "uprobe:%s:0x%x%n", file, address)
            + (condition.isEmpty() ? "" : "/" + condition + "/\n")
            + "{\n  printf(\"C\\t%lld\\t%d\\n\", nsecs, tid);\n");
    for (int i = 0; i < ARGUMENTS; i++) {
      if (uri >= 0) {
        script.append(
            String.format(
                Locale.ROOT,
                "  if ((*(uint64 *)arg%d & 0xffffffff) == 0x%x) { printf(\"U\\t%%lld\\t%%r\\n\","
                    + " *(uint64 *)(arg%d + %d), buf(*(uint64 *)(arg%d + %d), %d)); }%n",
                i,
                REQUEST_SIGNATURE,
                i,
                uri,
                i,
                uri + 8,
                BYTES));
      }
      script.append(
          String.format(
              Locale.ROOT,
              "  printf(\"A\\t%d\\t%%llx\\t%%llx\\t%%llx\\t%%llx\\t%%r\\t%%r\\n\", arg%d,"
                  + " *(uint64 *)arg%d, *(uint64 *)(arg%d + 8), *(uint64 *)(arg%d + 16),"
                  + " buf(arg%d, %d), buf(*(uint64 *)(arg%d + 8), %d));%n",
              i,
              i,
              i,
              i,
              i,
              i,
              BYTES,
              i,
              BYTES));
    }
    script.append(
        "  @calls = @calls + 1;\n  if (@calls >= "
            + calls
            + ") { exit(); }\n}\nEND { clear(@calls); }\n");
    return script.toString();
  }
}
