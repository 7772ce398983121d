package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.HeapRow;
import java.util.Comparator;
import java.util.List;

/**
 * Memory by root: modules, globals, and what ngx_lua itself keeps, such as connection pools, and
 * the coroutines of requests and timers. Each object counts once.
 */
final class RootRows {
  private RootRows() {}

  static List<HeapRow> of(PathTree paths) {
    return paths.root().children().stream()
        .filter(node -> node.bytes() > 0)
        .sorted(Comparator.comparingLong(PathTree.Node::bytes).reversed())
        .map(node -> new HeapRow(node.label(), node.objects(), node.bytes()))
        .toList();
  }

  /** What ngx_lua keeps. */
  static List<HeapRow> ofNgxLua(PathTree paths) {
    return of(paths).stream().filter(row -> row.name().startsWith("ngx")).toList();
  }
}
