// What was recorded: the tree of all stacks in columns, its samples, and the blocks they belong to.
// Node 0 is the root; every node comes before its callees, so that a subtree is a range of numbers.

async function loadRecording() {
  const bytes = await unpacked(byId("data").textContent);
  const numbers = numberReader(bytes);
  const headEnd = numbers.next() + numbers.at();
  const raw = JSON.parse(new TextDecoder().decode(bytes.subarray(numbers.at(), headEnd)));
  numbers.goTo(headEnd);
  const tree = buildTree(raw.nodes, numbers);
  const samples = readSamples(raw, numbers);
  return {
    tree, samples,
    unit: raw.unit,
    diff: raw.diff, // samples "wait" of before and "compute" of after
    start: raw.start,
    span: Math.max(1, raw.end - raw.start),
    workers: raw.workers,
    events: {
      worker: raw.eventWorker, time: raw.eventTime, request: raw.eventRequest,
      first: raw.samples - raw.eventTime.length
    },
    blocks: buildBlocks(raw),
    slices: raw.sliceFrom.map((from, i) => ({ from, to: from + raw.sliceMicros[i], buckets: raw.sliceBuckets[i] })),
    text: (number) => raw.strings[number],
    frameName: (frame) => raw.strings[raw.name[frame]],
    frameWhere: (frame) => raw.strings[raw.where[frame]],
    frameRemark: (frame) => raw.strings[raw.remark[frame]],
    frameKind: (frame) => raw.kind[frame],
    frameCount: raw.kind.length
  };
}

/** The bytes behind base64 and deflate. */
async function unpacked(text) {
  const packed = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : bytesOf(atob(text));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function bytesOf(latin) {
  const bytes = new Uint8Array(latin.length);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = latin.charCodeAt(i);
  }
  return bytes;
}

/** Reads numbers of seven bits a byte, the low ones first. */
function numberReader(bytes) {
  let at = 0;
  const next = () => {
    let byte = bytes[at++];
    if (byte < 128) {
      return byte;
    }
    let value = byte & 127;
    let factor = 128; // numbers may be longer than the 32 bits of a shift
    do {
      byte = bytes[at++];
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte >= 128);
    return value;
  };
  return { next, at: () => at, goTo: (place) => { at = place; } };
}

function buildTree(size, numbers) {
  const depth = new Int32Array(size);
  const frame = new Int32Array(size).fill(-1);
  const parent = new Int32Array(size);
  const end = new Int32Array(size).fill(size);
  const open = [0]; // the path to the node that was met last
  let deepest = 0;
  for (let node = 1; node < size; node++) {
    let back = numbers.next();
    depth[node] = depth[node - 1] + 1 - back;
    while (back-- > 0) {
      end[open.pop()] = node;
    }
    parent[node] = open[open.length - 1];
    open.push(node);
    if (open.length > deepest) {
      deepest = open.length;
    }
  }
  for (let node = 1; node < size; node++) {
    frame[node] = numbers.next();
  }
  return { size, depth, frame, parent, end, deepest: Math.max(0, deepest - 1) };
}

function readSamples(raw, numbers) {
  const size = raw.samples;
  const node = new Int32Array(size);
  const micros = new Float64Array(size);
  const count = new Int32Array(size);
  const waiting = new Uint8Array(size);
  let place = 0;
  for (let i = 0; i < size; i++) {
    const doubled = numbers.next();
    place += doubled % 2 === 0 ? doubled / 2 : -(doubled + 1) / 2;
    node[i] = place;
  }
  for (const column of [micros, count, waiting]) {
    for (let i = 0; i < size; i++) {
      column[i] = numbers.next();
    }
  }
  return { size, node, micros, count, waiting, block: blockOfSamples(raw, size) };
}

/** For every sample the number of its block, or -1; those of blocks come first, in their order. */
function blockOfSamples(raw, size) {
  const block = new Int32Array(size).fill(-1);
  let sample = 0;
  raw.blockSamples.forEach((length, number) => {
    block.fill(number, sample, sample + length);
    sample += length;
  });
  return block;
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

/** The paths of requests, those with the most blocks and samples first. */
function requestsOf(recording) {
  const counts = new Map();
  const count = (request) => counts.set(request, (counts.get(request) ?? 0) + 1);
  recording.blocks.forEach((block) => count(block.request));
  (recording.events.request ?? []).forEach((request) => count(recording.text(request)));
  return [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
}

/** Whether a block is among those that the state selects. */
function blockShown(block, state) {
  return (state.culprit === null || block.culprit === state.culprit)
    && (state.block === null || block.number === state.block)
    && (state.worker === null || block.worker === state.worker)
    && (state.request === null || block.request === state.request)
    && (state.range === null || (block.start < state.range[1] && block.start + block.micros > state.range[0]));
}

function eventShown(recording, event, state) {
  const { events } = recording;
  const time = events.time[event];
  return state.culprit === null && state.block === null
    && (state.worker === null || events.worker[event] === state.worker)
    && (state.request === null || recording.text(events.request[event]) === state.request)
    && (state.range === null || (time >= state.range[0] && time <= state.range[1]));
}

/** Which samples the state selects, one byte each. */
function selectedSamples(recording, state) {
  const { samples, events } = recording;
  const selected = new Uint8Array(samples.size);
  if (recording.diff) {
    return selected.map((zero, i) => ((state.kind === "wait") === (samples.waiting[i] === 1) ? 1 : 0));
  }
  if (recording.blocks.length === 0 && events.time.length === 0) {
    return selected.fill(1);
  }
  const shown = recording.blocks.map((block) => blockShown(block, state));
  for (let i = 0; i < samples.size; i++) {
    const block = samples.block[i];
    const fits = block >= 0 ? shown[block] : eventShown(recording, i - events.first, state);
    const kindFits = state.kind === "" || (state.kind === "wait") === (samples.waiting[i] === 1);
    selected[i] = fits && kindFits ? 1 : 0;
  }
  return selected;
}

/** Time and observations of every node, of the samples that are selected. */
function weigh(tree, samples, selected) {
  const total = new Float64Array(tree.size);
  const counts = new Float64Array(tree.size);
  const self = new Float64Array(tree.size);
  for (let i = 0; i < samples.size; i++) {
    if (selected[i] === 1) {
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
