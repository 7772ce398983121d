// The flame graph from the other end: at the root what was executing, above it who had called it. Only
// what is wide enough to be seen is unfolded, since the whole would be larger than the graph itself.

const REVERSE_SHARE = 2e-4;

/** A tree of callers with its weights; its columns are those of the tree of callees. */
function reverseTree(recording, selected) {
  const { tree, samples } = recording;
  const ends = [];
  for (let i = 0; i < samples.size; i++) {
    if (selected[i] === 1 && samples.micros[i] > 0) {
      ends.push(i);
    }
  }
  const made = { depth: [0], frame: [-1], parent: [0], total: [0], counts: [0], self: [0] };
  const all = ends.reduce((sum, i) => sum + samples.micros[i], 0);
  const todo = [{ node: 0, depth: 0, members: ends.map((i) => [i, samples.node[i]]) }];
  made.total[0] = all;
  made.counts[0] = ends.reduce((sum, i) => sum + samples.count[i], 0);
  while (todo.length > 0) {
    const at = todo.pop();
    if (at.frame !== undefined) {
      at.node = addReversed(made, at);
    }
    if (made.total[at.node] >= all * REVERSE_SHARE) {
      // The lightest first, since the last one is taken first.
      todo.push(...callersOf(recording, at).sort((a, b) => a.total - b.total));
    }
  }
  return reversed(made);
}

function addReversed(made, group) {
  made.depth.push(group.depth);
  made.frame.push(group.frame);
  made.parent.push(group.parent);
  made.total.push(group.total);
  made.counts.push(group.counts);
  made.self.push(group.depth === 1 ? group.total : 0);
  return made.depth.length - 1;
}

/** The members of a group by the frame at which their walk outwards has arrived. */
function callersOf(recording, group) {
  const { tree, samples } = recording;
  const groups = new Map();
  for (const [sample, place] of group.members) {
    if (place > 0) {
      const frame = tree.frame[place];
      let found = groups.get(frame);
      if (!found) {
        found = { frame, parent: group.node, depth: group.depth + 1, members: [], total: 0, counts: 0 };
        groups.set(frame, found);
      }
      found.members.push([sample, tree.parent[place]]);
      found.total += samples.micros[sample];
      found.counts += samples.count[sample];
    }
  }
  return [...groups.values()];
}

function reversed(made) {
  const size = made.depth.length;
  const end = new Int32Array(size).fill(size);
  const open = [0];
  let deepest = 0;
  for (let node = 1; node < size; node++) {
    while (open.length > made.depth[node]) {
      end[open.pop()] = node;
    }
    open.push(node);
    deepest = Math.max(deepest, made.depth[node]);
  }
  return {
    tree: {
      size, deepest, end,
      depth: Int32Array.from(made.depth), frame: Int32Array.from(made.frame), parent: Int32Array.from(made.parent)
    },
    weights: {
      total: Float64Array.from(made.total), counts: Float64Array.from(made.counts), self: Float64Array.from(made.self)
    }
  };
}
