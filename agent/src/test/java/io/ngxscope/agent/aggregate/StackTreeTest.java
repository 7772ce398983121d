package io.ngxscope.agent.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackTreeTest {
  private static final Frame A = new Frame.Fast("a");
  private static final Frame B = new Frame.Fast("b");
  private static final Frame C = new Frame.Fast("c");

  @Test
  void stacksWithTheSameCallersShareNodes() {
    StackTree tree = new StackTree();
    tree.add(new Stack(List.of(A, B)), 10, 1);
    tree.add(new Stack(List.of(A, C)), 5, 2);
    tree.add(new Stack(List.of(A)), 1, 1);
    assertThat(show(tree))
        .isEqualTo("root 16/4 self 0 [a 16/4 self 1 [b 10/1 self 10 c 5/2 self 5]]");
  }

  @Test
  void mergingIsTheSameAsAddingTogether() {
    StackTree one = new StackTree();
    one.add(new Stack(List.of(A, B)), 10, 1);
    StackTree two = new StackTree();
    two.add(new Stack(List.of(A, C)), 5, 2);
    two.add(new Stack(List.of(B)), 7, 1);
    StackTree together = new StackTree();
    together.add(new Stack(List.of(A, B)), 10, 1);
    together.add(new Stack(List.of(A, C)), 5, 2);
    together.add(new Stack(List.of(B)), 7, 1);
    one.merge(two);
    assertThat(show(one)).isEqualTo(show(together));
    assertThat(two.root().micros()).as("the other tree stays").isEqualTo(12);
  }

  @Test
  void veryDeepStacksAreNoProblem() {
    Stack deep = new Stack(Collections.nCopies(100_000, A));
    StackTree tree = new StackTree();
    tree.add(deep, 1, 1);
    StackTree other = new StackTree();
    other.merge(tree);
    assertThat(other.depth()).isEqualTo(100_000);
  }

  @Test
  void aStackOfNothingWeighsOnTheRootAlone() {
    StackTree tree = new StackTree();
    tree.add(Stack.EMPTY, 3, 1);
    assertThat(tree.root().selfMicros()).isEqualTo(3);
    assertThat(tree.depth()).isZero();
  }

  private static String show(StackTree tree) {
    return show(tree.root());
  }

  private static String show(StackTree.Node node) {
    String name = node.frame() instanceof Frame.Fast fast ? fast.function() : "root";
    String text = name + " " + node.micros() + "/" + node.samples() + " self " + node.selfMicros();
    List<String> children = node.children().stream().map(StackTreeTest::show).toList();
    return children.isEmpty() ? text : text + " [" + String.join(" ", children) + "]";
  }
}
