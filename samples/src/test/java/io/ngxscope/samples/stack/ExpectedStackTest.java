package io.ngxscope.samples.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.samples.NginxSample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpectedStackTest {
  private static final LuaSource SHOP =
      new LuaSource(
          "shop.lua",
          List.of(
              "local shop = {}",
              "-- STACK sort: chunk, shop, fast:table.sort, (each, fast:pcall)*2, each, c:poll",
              "function shop.page(list)",
              "    table.sort(list, function(a, b) -- @shop",
              "        return pcall(a, b) -- @each",
              "    end)",
              "end"));

  private static ExpectedStack expected(boolean jit) {
    return ExpectedStacks.of(SHOP).all("wait", jit).get(0);
  }

  private static SeenFrame lua(@Nullable String function, int defined, @Nullable Integer line) {
    return new SeenFrame("lua", function, "/srv/lua/shop.lua", line, defined, "interpreted");
  }

  private static SeenFrame other(String kind, @Nullable String function) {
    return new SeenFrame(kind, function, null, null, null, null);
  }

  private static List<SeenFrame> right() {
    SeenFrame each = lua(null, 4, 5);
    return new ArrayList<>(
        List.of(
            other("c", "_start"),
            other("c", "main"),
            new SeenFrame("lua", null, "content_by_lua(nginx.conf:7)", 1, 0, "interpreted"),
            lua("shop.page", 3, 4),
            other("fast", "table.sort"),
            other("c", null),
            each,
            other("fast", "pcall"),
            each,
            other("fast", "pcall"),
            each,
            other("c", "poll"),
            other("kernel", "poll")));
  }

  @Test
  void theRightStackHasNoDifference() {
    assertThat(expected(false).difference(right())).isEmpty();
    assertThat(expected(false).isTakenThere(right())).isTrue();
  }

  @Test
  void aMissingFrameIsADifferenceThatShowsBothStacks() {
    List<SeenFrame> seen = right();
    seen.remove(4);

    assertThat(expected(false).difference(seen))
        .get()
        .asString()
        .contains("> fast:table.sort", "> function at 4 shop.lua:5 (interpreted)");
  }

  @Test
  void aFrameTooManyIsADifference() {
    List<SeenFrame> seen = right();
    seen.add(4, seen.get(3));

    assertThat(expected(false).difference(seen)).isPresent();
  }

  @Test
  void anUnknownFrameIsADifference() {
    List<SeenFrame> seen = right();
    seen.add(2, other("unknown", null));

    assertThat(expected(false).difference(seen)).isPresent();
  }

  @Test
  void aStackThatDoesNotReachTheStartIsADifference() {
    List<SeenFrame> seen = right();
    seen.remove(0);

    assertThat(expected(false).difference(seen)).get().asString().contains("_start");
  }

  @Test
  void aMissingNameIsADifference() {
    List<SeenFrame> seen = right();
    seen.set(3, lua(null, 3, 4));

    assertThat(expected(false).difference(seen)).isPresent();
  }

  @Test
  void anUnknownLineIsADifferenceUnlessTheCodeIsCompiled() {
    List<SeenFrame> seen = right();
    seen.set(3, lua("shop.page", 3, null));
    assertThat(expected(true).difference(seen)).isPresent();

    seen.set(3, new SeenFrame("lua", "shop.page", "/lua/shop.lua", null, 3, "compiled"));
    assertThat(expected(true).difference(seen)).isEmpty();
    assertThat(expected(false).difference(seen)).as("nothing may be compiled").isPresent();
  }

  @Test
  void aMissingFunctionOfCAtTheEndIsADifference() {
    List<SeenFrame> seen = right().subList(0, 11);

    assertThat(expected(false).difference(seen)).get().asString().contains("> c:poll");
  }

  @Test
  void aLabelThatNoLineHasIsAnError() {
    LuaSource wrong = new LuaSource("a.lua", List.of("-- STACK a: nowhere"));

    assertThatThrownBy(() -> ExpectedStacks.of(wrong).all("wait", false))
        .hasMessageContaining("@nowhere");
  }

  @Test
  void everyShapeOfTheSampleCanBeRead() {
    ExpectedStacks sample = ExpectedStacks.read(NginxSample.sources("stacks"));

    assertThat(sample.all("wait", true)).hasSizeGreaterThan(40);
    assertThat(sample.all("spin", false)).hasSizeGreaterThan(40);
    assertThat(sample.all("wait", false))
        .filteredOn(stack -> stack.shape().equals("recursion-400"))
        .singleElement()
        .satisfies(stack -> assertThat(stack.frames()).hasSize(406));
  }
}
