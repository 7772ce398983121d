// What was recorded: the tree of all stacks in columns, its samples, and the blocks they belong to.
// Node 0 is the root; every node comes before its callees, so that a subtree is a range of numbers.

function loadRecording() {
  const raw = JSON.parse(document.getElementById("data").textContent);
  const tree = buildTree(raw);
  return {
    tree,
    start: raw.start,
    span: Math.max(1, raw.end - raw.start),
    workers: raw.workers,
    samples: {
      node: raw.sampleNode, micros: raw.sampleMicros, count: raw.sampleCount,
      waiting: raw.sampleWaiting, block: raw.sampleBlock
    },
    events: { worker: raw.eventWorker, time: raw.eventTime, first: raw.sampleNode.length - raw.eventTime.length },
    blocks: buildBlocks(raw),
    text: (number) => raw.strings[number],
    frameName: (frame) => raw.strings[raw.name[frame]],
    frameWhere: (frame) => raw.strings[raw.where[frame]],
    frameRemark: (frame) => raw.strings[raw.remark[frame]],
    frameKind: (frame) => raw.kind[frame],
    frameCount: raw.kind.length
  };
}

function buildTree(raw) {
  const size = raw.depth.length + 1;
  const depth = new Int32Array(size);
  const frame = new Int32Array(size).fill(-1);
  const parent = new Int32Array(size);
  const end = new Int32Array(size).fill(size);
  const open = [0]; // the path to the node that was met last
  let deepest = 0;
  for (let node = 1; node < size; node++) {
    depth[node] = raw.depth[node - 1];
    frame[node] = raw.frame[node - 1];
    while (open.length > depth[node]) {
      end[open.pop()] = node;
    }
    parent[node] = open[open.length - 1];
    open.push(node);
    deepest = Math.max(deepest, depth[node]);
  }
  return { size, depth, frame, parent, end, deepest };
}

function buildBlocks(raw) {
  return raw.blockStart.map((start, number) => ({
    number, start,
    micros: raw.blockMicros[number],
    cpu: raw.blockCpu[number],
    worker: raw.blockWorker[number],
    open: raw.blockOpen[number] === 1,
    phase: raw.strings[raw.blockPhase[number]],
    request: raw.strings[raw.blockRequest[number]],
    culprit: raw.blockCulprit[number],
    calls: callsOf(raw, raw.blockCalls[number])
  }));
}

function callsOf(raw, triples) {
  const calls = [];
  for (let i = 0; i < triples.length; i += 3) {
    calls.push({ name: raw.strings[triples[i]], detail: raw.strings[triples[i + 1]], micros: triples[i + 2] });
  }
  return calls;
}

/** Whether a block is among those that the state selects. */
function blockShown(block, state) {
  return (state.culprit === null || block.culprit === state.culprit)
    && (state.block === null || block.number === state.block)
    && (state.range === null || (block.start < state.range[1] && block.start + block.micros > state.range[0]));
}

/** Time and observations of every node, of the samples that the state selects. */
function weigh(recording, state) {
  const { tree, samples, events } = recording;
  const total = new Float64Array(tree.size);
  const counts = new Float64Array(tree.size);
  const self = new Float64Array(tree.size);
  const shown = recording.blocks.map((block) => blockShown(block, state));
  for (let i = 0; i < samples.node.length; i++) {
    const block = samples.block[i];
    const selected = block >= 0 ? shown[block] : eventShown(events, i - events.first, state);
    const kindFits = state.kind === "" || (state.kind === "wait") === (samples.waiting[i] === 1);
    if (selected && kindFits) {
      self[samples.node[i]] += samples.micros[i];
      counts[samples.node[i]] += samples.count[i];
    }
  }
  total.set(self);
  for (let node = tree.size - 1; node > 0; node--) {
    total[tree.parent[node]] += total[node];
    counts[tree.parent[node]] += counts[node];
  }
  return { total, counts, self };
}

function eventShown(events, event, state) {
  const time = events.time[event];
  return state.culprit === null && state.block === null
    && (state.range === null || (time >= state.range[0] && time <= state.range[1]));
}
