package io.ngxscope.agent.heap;

import io.ngxscope.agent.aggregate.PathTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a heap grows: the containers that hold more and more. From the roots down, as long as
 * one step holds what the growth consists of; a step to any entry of a table or list ends the way,
 * since that table is what grows, unless its number of entries does not.
 */
final class Growing {
  private static final Set<String> ENTRIES = Set.of("[…]", " (keys)");

  /** Steps that together hold this part of the growth are where it comes from. */
  private static final double MOST = 0.6;

  /** Entries may come and go by this part while the table counts as of constant size. */
  private static final double STEADY = 0.03;

  private final List<PathTree> trees;
  private final long least;
  private final List<Place> places = new ArrayList<>();

  /**
   * Readies looking.
   *
   * @param trees of all snapshots, oldest first
   * @param least growth that is worth a word, in bytes
   */
  Growing(List<PathTree> trees, long least) {
    this.trees = List.copyOf(trees);
    this.least = least;
  }

  /** A path in all snapshots. */
  record Place(List<PathTree.@Nullable Node> nodes) {
    /** The newest node that there is. */
    PathTree.@Nullable Node last() {
      PathTree.Node last = nodes.get(nodes.size() - 1);
      return last != null || nodes.size() < 2 ? last : nodes.get(nodes.size() - 2);
    }

    String path() {
      PathTree.Node node = last();
      return node == null ? "" : node.path();
    }

    long[] bytes() {
      return inTransit(nodes.stream().mapToLong(n -> n == null ? 0 : n.bytes()).toArray());
    }

    long[] objects() {
      return inTransit(nodes.stream().mapToLong(n -> n == null ? 0 : n.objects()).toArray());
    }

    long grown() {
      long[] bytes = bytes();
      return bytes[bytes.length - 1] - bytes[0];
    }

    private Place child(String label) {
      List<PathTree.@Nullable Node> children = new ArrayList<>();
      for (PathTree.Node node : nodes) {
        children.add(node == null ? null : node.child(label));
      }
      return new Place(children);
    }
  }

  /**
   * What was handed from one coroutine to another while it was copied is in neither copy. Memory
   * that is gone in one snapshot and back in the next was there all the time.
   */
  static long[] inTransit(long[] sizes) {
    int last = sizes.length - 1;
    for (int i = 1; i < last; i++) {
      if (sizes[i] < sizes[i - 1] / 2 && sizes[i + 1] >= sizes[i - 1]) {
        sizes[i] = sizes[i - 1] + (sizes[i + 1] - sizes[i - 1]) / 2;
      }
    }
    if (last > 1 && sizes[last] < sizes[last - 1] / 2 && sizes[last - 1] >= sizes[last - 2]) {
      sizes[last] = sizes[last - 1];
    }
    return sizes;
  }

  /** The places, those that grew most first. */
  List<Place> find() {
    List<PathTree.@Nullable Node> roots = new ArrayList<>();
    trees.forEach(tree -> roots.add(tree.root()));
    descend(new Place(roots));
    places.sort((a, b) -> Long.compare(b.grown(), a.grown()));
    return places;
  }

  /** The containers that hold at least so many bytes in the last snapshot. */
  static List<Place> holding(List<PathTree> trees, long least) {
    List<PathTree.@Nullable Node> roots = new ArrayList<>();
    trees.forEach(tree -> roots.add(tree.root()));
    List<Place> found = new ArrayList<>();
    List<Place> todo = new ArrayList<>(List.of(new Place(roots)));
    while (!todo.isEmpty()) {
      Place place = todo.remove(todo.size() - 1);
      PathTree.Node last = place.last();
      List<Place> parts = new ArrayList<>();
      if (last != null) {
        last.children().stream()
            .filter(child -> child.bytes() >= least)
            .forEach(child -> parts.add(place.child(child.label())));
        if (last.label().isEmpty() || parts.stream().noneMatch(Growing::isEntry)) {
          todo.addAll(parts);
        }
        if (!last.label().isEmpty()
            && (parts.isEmpty() || parts.stream().anyMatch(Growing::isEntry))) {
          found.add(place);
        }
      }
    }
    return found;
  }

  private void descend(Place from) {
    List<Place> todo = new ArrayList<>(List.of(from));
    while (!todo.isEmpty()) {
      Place place = todo.remove(todo.size() - 1);
      List<Place> parts = parts(place);
      long sum = parts.stream().mapToLong(Place::grown).sum();
      boolean isRoot = place.path().isEmpty();
      if (!isRoot && (sum < MOST * place.grown() || isContainer(parts))) {
        places.add(place);
      } else {
        todo.addAll(parts);
      }
    }
  }

  private List<Place> parts(Place place) {
    List<Place> parts = new ArrayList<>();
    PathTree.Node last = place.last();
    if (last != null) {
      for (PathTree.Node child : last.children()) {
        if (child.bytes() >= least) {
          Place part = place.child(child.label());
          if (part.grown() >= least) {
            parts.add(part);
          }
        }
      }
    }
    return parts;
  }

  private static boolean isContainer(List<Place> parts) {
    return parts.stream().anyMatch(p -> isEntry(p) && !isSteady(p));
  }

  private static boolean isEntry(Place place) {
    PathTree.Node node = place.last();
    return node != null && ENTRIES.contains(node.label());
  }

  private static boolean isSteady(Place entries) {
    PathTree.Node first = entries.nodes().get(0);
    PathTree.Node last = entries.last();
    return first != null
        && last != null
        && first.selfObjects() > 0
        && last.selfObjects() <= first.selfObjects() * (1 + STEADY);
  }
}
