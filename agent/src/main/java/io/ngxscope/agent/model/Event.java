package io.ngxscope.agent.model;

/** What a probe or the watch tells: the only thing that flows from the gears to the aggregates. */
public sealed interface Event permits Block, WorkerEvent, StackEvent {}
