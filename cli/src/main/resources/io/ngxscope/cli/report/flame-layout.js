// Where boxes lie, in microseconds: callees side by side within their caller, from its left edge on.

function layOut(tree, total) {
  const start = new Float64Array(tree.size);
  const next = new Float64Array(tree.deepest + 2);
  let deepest = 0;
  for (let node = 0; node < tree.size; node++) {
    const depth = tree.depth[node];
    start[node] = next[depth];
    next[depth] += total[node];
    next[depth + 1] = start[node];
    if (total[node] > 0 && depth > deepest) {
      deepest = depth;
    }
  }
  return { start, deepest };
}

/** The node at a point in time and a depth, or -1. */
function nodeAt(tree, layout, total, time, depth) {
  let node = 0;
  if (!(time >= 0 && time < total[0])) {
    return -1;
  }
  while (tree.depth[node] < depth) {
    let callee = node + 1;
    while (callee < tree.end[node] && !(time >= layout.start[callee] && time < layout.start[callee] + total[callee])) {
      callee = tree.end[callee];
    }
    if (callee >= tree.end[node]) {
      return -1;
    }
    node = callee;
  }
  return node;
}

/** The heaviest callee of a node, or the node itself. */
function heaviestCallee(tree, total, node) {
  let best = node;
  for (let callee = node + 1; callee < tree.end[node]; callee = tree.end[callee]) {
    if (total[callee] > 0 && (best === node || total[callee] > total[best])) {
      best = callee;
    }
  }
  return best;
}

/** The next node to the left (-1) or right (1) with the same caller, or the node itself. */
function sibling(tree, total, node, step) {
  const all = [];
  const caller = tree.parent[node];
  for (let callee = caller + 1; callee < tree.end[caller]; callee = tree.end[callee]) {
    if (total[callee] > 0) {
      all.push(callee);
    }
  }
  return all[all.indexOf(node) + step] ?? node;
}

/** Time of all nodes whose frame matches; what lies within a match counts once. */
function matchedTime(tree, total, matches) {
  let time = 0;
  let node = 1;
  while (node < tree.size) {
    if (matches[tree.frame[node]]) {
      time += total[node];
      node = tree.end[node];
    } else {
      node++;
    }
  }
  return time;
}
