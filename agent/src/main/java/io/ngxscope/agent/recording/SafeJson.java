package io.ngxscope.agent.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * JSON of text that nobody vetted. The output is plain ASCII, so that terminal escapes and
 * characters that turn the direction of text stay visible as escapes wherever it is printed; halves
 * of surrogate pairs, which strict readers refuse, become U+FFFD.
 */
public final class SafeJson {
  private static final int MAX_NESTING = 32;
  private static final JsonFactory WRITING =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private SafeJson() {}

  /** A generator of one JSON value or several; closing it does not close the stream. */
  public static JsonGenerator generator(OutputStream out) throws IOException {
    return generator(out, new Escapes(""));
  }

  /** The same for JSON that stands inside of HTML: no character of it means anything there. */
  public static JsonGenerator generatorForMarkup(OutputStream out) throws IOException {
    return generator(out, new Escapes("<>&'"));
  }

  private static JsonGenerator generator(OutputStream out, Escapes escapes) throws IOException {
    JsonGenerator json = new WellFormed(WRITING.createGenerator(out));
    json.setCharacterEscapes(escapes);
    return json;
  }

  /**
   * A factory whose parsers refuse what no honest file holds.
   *
   * @param maxString longest text value in characters
   */
  public static JsonFactory parsing(int maxString) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_NESTING)
                .maxStringLength(maxString)
                .maxNumberLength(64)
                .maxNameLength(1024)
                .build())
        .build();
  }

  /** The same text with every half of a surrogate pair replaced by U+FFFD. */
  public static String wellFormed(String text) {
    int bad = firstBroken(text, 0);
    if (bad < 0) {
      return text;
    }
    StringBuilder fixed = new StringBuilder(text);
    while (bad >= 0) {
      fixed.setCharAt(bad, '\uFFFD');
      bad = firstBroken(text, bad + 1);
    }
    return fixed.toString();
  }

  private static int firstBroken(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean pair =
            i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
        if (!pair) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /** What JSON must escape, the delete character, and some more. */
  private static final class Escapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private final int[] escapes = standardAsciiEscapesForJSON();

    Escapes(String more) {
      escapes[0x7f] = ESCAPE_STANDARD;
      more.chars().forEach(c -> escapes[c] = ESCAPE_STANDARD);
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      return null; // asked for only by ESCAPE_CUSTOM
    }
  }

  private static final class WellFormed extends JsonGeneratorDelegate {
    WellFormed(JsonGenerator generator) {
      super(generator);
    }

    @Override
    public void writeString(@Nullable String text) throws IOException {
      super.writeString(text == null ? null : wellFormed(text));
    }

    @Override
    public void writeFieldName(String name) throws IOException {
      super.writeFieldName(wellFormed(name));
    }
  }
}
