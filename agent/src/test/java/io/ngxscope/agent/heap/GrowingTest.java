package io.ngxscope.agent.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.aggregate.PathTree;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a heap grows: the container, neither all that holds it nor what is in it. */
class GrowingTest {
  @Test
  void theTableWhoseEntriesBecomeMoreIsNamed() {
    List<Growing.Place> places =
        new Growing(
                List.of(
                    tree("m", ".seen", "[…]", ".agent", 10),
                    tree("m", ".seen", "[…]", ".agent", 90)),
                50)
            .find();

    assertThat(places).extracting(Growing.Place::path).containsExactly("m.seen");
    assertThat(places.get(0).grown()).isEqualTo(80 * 10);
  }

  @Test
  void memoryThatOneSnapshotMissesWasThereAllTheTime() {
    assertThat(Growing.inTransit(new long[] {10, 20, 1, 40, 50}))
        .containsExactly(10, 20, 30, 40, 50);
    assertThat(Growing.inTransit(new long[] {10, 20, 30, 1})).containsExactly(10, 20, 30, 30);
    assertThat(Growing.inTransit(new long[] {10, 90, 20, 30})).containsExactly(10, 90, 20, 30);
  }

  private static PathTree tree(
      String module, String field, String entry, String leaf, int entries) {
    PathTree tree = new PathTree();
    PathTree.Node at = tree.root();
    for (String label : List.of(module, field, entry)) {
      at = tree.step(at, label);
    }
    tree.add(at, entries, entries * 2L);
    tree.add(tree.step(at, leaf), entries, entries * 8L);
    return tree;
  }
}
