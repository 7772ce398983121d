package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.luajit.HeapLayoutCheck;
import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.RetainedPath;
import io.ngxscope.agent.model.SharedDictionary;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Looks at the heap of a VM: copies it, finds its objects, counts them and asks who holds them. */
public final class HeapExaminer {
  private final HeapTarget target;
  private final HeapOptions options;

  /**
   * Readies looking.
   *
   * @throws Unsupported if the heap is not laid out as known
   */
  public HeapExaminer(HeapTarget target, HeapOptions options) {
    this.target = target;
    this.options = options;
    requireKnownLayout(target);
  }

  /** Throws {@link Unsupported} if the heap is not laid out as known. */
  static void requireKnownLayout(HeapTarget target) {
    List<String> misfits = HeapLayoutCheck.failures(target.memory(), target.vm());
    if (!misfits.isEmpty()) {
      throw new Unsupported(
          "the heap of worker "
              + target.pid()
              + " is not laid out as this version knows it: "
              + String.join(", ", misfits),
          "stacks can be read all the same: ngxscope bt, ngxscope block");
    }
  }

  /**
   * Takes a snapshot.
   *
   * @param nginx memory outside of the heap, to be shown along
   * @param withHolders whether to ask what would go with each object, which takes most of the time
   * @param sightings objects and strings to look out for
   */
  public HeapSnapshot take(List<SharedDictionary> nginx, boolean withHolders, Sightings sightings) {
    long when = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    try (Snapshotter.Copied copied = new Snapshotter(target, options).take()) {
      long endTotal = target.memory().readLong(target.vm().global() + HeapLayout.G_TOTAL);
      return new Analysis(copied, endTotal, nginx, withHolders, sightings).run(when);
    } catch (OutOfMemoryError e) {
      throw tooMany(target);
    } catch (CompletionException e) {
      throw e.getCause() instanceof OutOfMemoryError ? tooMany(target) : e;
    }
  }

  static Unsupported tooMany(HeapTarget target) {
    return new Unsupported(
        "the heap of worker " + target.pid() + " has more objects than there is memory to walk",
        "give ngxscope more: NGXSCOPE_JAVA_OPTS=-Xmx2g, if this machine has it to spare");
  }

  /** What is asked of one copy. */
  private final class Analysis {
    private final Snapshotter.Copied copied;
    private final HeapRoots roots;
    private final long endTotal;
    private final List<SharedDictionary> nginx;
    private final boolean withHolders;
    private final Sightings sightings;
    private final long begin = System.nanoTime();

    Analysis(
        Snapshotter.Copied copied,
        long endTotal,
        List<SharedDictionary> nginx,
        boolean withHolders,
        Sightings sightings) {
      this.sightings = sightings;
      this.withHolders = withHolders;
      this.copied = copied;
      this.roots = copied.roots();
      this.endTotal = endTotal;
      this.nginx = nginx;
    }

    HeapSnapshot run(long when) {
      HeapCopy.Reader heap = copied.memory().reader();
      CTypes ctypes = new CTypes(heap, roots.ctypes());
      ObjectSizes sizes = new ObjectSizes(heap, ctypes, roots.vm().layout().state().bytes());
      Edges edges = new Edges(heap, roots);
      ObjectFinder finder = new ObjectFinder(copied.memory(), roots, edges, sizes, sightings);
      ObjectIndex objects = finder.find();
      ReferencePaths paths =
          new ReferencePaths(copied.memory(), roots, objects, edges, target.symbols());
      CompletableFuture<Census> counted =
          CompletableFuture.supplyAsync(
              () -> {
                paths.run();
                return new Census(copied.memory(), roots, objects, options.withValues()).run();
              });
      Dominators dominators = null;
      try {
        dominators = withHolders ? Dominators.of(copied.memory(), roots, objects, edges) : null;
      } finally {
        counted.handle((done, failure) -> 0).join(); // the copy is given back after this
      }
      Census count = counted.join();
      List<RetainedPath> retained =
          dominators == null
              ? List.of()
              : new Holders(copied.memory(), objects, dominators)
                  .largest(options.top(), paths, sizes);
      HeapCensus census = census(count, finder, objects, paths, retained);
      sightings.resolve(paths::pathOf);
      return new HeapSnapshot(when, census, paths.tree(), sightings);
    }

    private HeapCensus census(
        Census census,
        ObjectFinder finder,
        ObjectIndex objects,
        ReferencePaths paths,
        List<RetainedPath> retained) {
      int top = options.top();
      return new HeapCensus(
          roots.total(),
          endTotal,
          objects.count(),
          census.bytes(),
          census.byType(),
          census.byPrototype(top, paths::functionName),
          census.byShape(top),
          census.stringsByLength(),
          census.stringsByPrefix(top),
          census.byCtype(top),
          census.byMetatable(top),
          retained,
          nginx,
          new HeapCensus.Consistency(
              copied.exact(),
              finder.torn(),
              finder.repaired(),
              paths.missing(),
              objects.count() - paths.reachedObjects(),
              census.bytes() - paths.reachedBytes()),
          AllocatorState.of(copied.memory().reader(), roots.vm()),
          cost());
    }

    private HeapCensus.Cost cost() {
      return new HeapCensus.Cost(
          copied.memory().bytes(),
          copied.copyMicros(),
          (System.nanoTime() - begin) / 1000,
          copied.stopMicros(),
          copied.memory().bytes() + Runtime.getRuntime().totalMemory());
    }
  }
}
