package io.ngxscope.agent.heap;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.HeapCensus;

/**
 * A heap at one moment.
 *
 * @param unixMicros when copying began, microseconds since the epoch
 * @param census what is in it
 * @param paths what holds it
 * @param sightings what was looked out for
 */
public record HeapSnapshot(
    long unixMicros, HeapCensus census, PathTree paths, Sightings sightings) {}
