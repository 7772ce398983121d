// Draws the flame graph. Only what is on the screen is drawn, however deep or wide the graph is: the
// canvas is as high as the window at most and follows the scrolling, and a subtree that is narrower
// than half a pixel is passed over at once.

const ROW = 20;
const MIN_WIDTH = 0.5;
const LABEL_WIDTH = 26;
const PAPER_HEIGHT = 8000; // what browsers allow a canvas to be is more; what is deeper is cut off on paper

function createFlame(recording, state) {
  const canvas = byId("flame-canvas");
  const scroller = byId("flame-scroll");
  const flame = {
    recording, state, canvas, scroller, context: null, colors: readColors(),
    width: 0, height: 0, rows: 0, tree: recording.tree,
    weights: null, layout: null, matches: new Uint8Array(recording.frameCount),
    from: 0, to: 1, // what the width shows, in microseconds
    selected: 0, hovered: -1, pending: false
  };
  reweigh(flame);
  return flame;
}

/** After another selection of samples or another direction: other widths. */
function reweigh(flame) {
  const { recording, state } = flame;
  const selected = selectedSamples(recording, state);
  if (state.view === "callers") {
    Object.assign(flame, reverseTree(recording, selected));
  } else {
    flame.tree = recording.tree;
    flame.weights = weigh(recording.tree, recording.samples, selected);
    flame.others = recording.diff ? weigh(recording.tree, recording.samples, selected.map((one) => 1 - one)) : null;
  }
  flame.selected = flame.selected < flame.tree.size ? flame.selected : 0;
  flame.state.zoom = flame.state.zoom < flame.tree.size ? flame.state.zoom : 0;
  flame.layout = layOut(flame.tree, flame.weights.total);
  if (flame.weights.total[flame.state.zoom] === 0) {
    flame.state.zoom = 0;
  }
  const range = zoomRange(flame);
  flame.from = range[0];
  flame.to = range[1];
}

function zoomRange(flame) {
  const start = flame.layout.start[flame.state.zoom];
  return [start, start + Math.max(1e-9, flame.weights.total[flame.state.zoom])];
}

/** After another size of the window, another view or another depth. */
function resizeFlame(flame) {
  const hidden = flame.state.view === "table";
  flame.scroller.hidden = hidden;
  byId("flame-table").hidden = !hidden;
  if (hidden) {
    return;
  }
  flame.rows = flame.layout.deepest + 1;
  const room = flame.rows * ROW;
  flame.width = flame.scroller.clientWidth;
  flame.height = Math.max(ROW, Math.min(room, flame.onPaper ? PAPER_HEIGHT : Math.floor(innerHeight * 0.78)));
  byId("flame-room").style.height = room + "px";
  flame.context = prepareCanvas(flame.canvas, flame.width, flame.height);
  if (flame.state.view === "flame") {
    flame.scroller.scrollTop = room;
  }
  drawFlame(flame);
}

function requestDraw(flame) {
  if (!flame.pending) {
    flame.pending = true;
    requestAnimationFrame(() => {
      flame.pending = false;
      drawFlame(flame);
    });
  }
}

/** Distance of a depth from the top of the canvas. */
function rowTop(flame, depth) {
  const row = flame.state.view === "flame" ? flame.rows - 1 - depth : depth;
  return row * ROW - flame.scroller.scrollTop;
}

function depthAt(flame, y) {
  const row = Math.floor((y + flame.scroller.scrollTop) / ROW);
  return flame.state.view === "flame" ? flame.rows - 1 - row : row;
}

function drawFlame(flame) {
  if (flame.state.view === "table" || !flame.context) {
    return;
  }
  const { tree } = flame;
  const { total } = flame.weights;
  const { start } = flame.layout;
  const scale = flame.width / (flame.to - flame.from);
  const deepest = Math.max(depthAt(flame, 0), depthAt(flame, flame.height));
  let drawn = 0;
  flame.context.clearRect(0, 0, flame.width, flame.height);
  flame.context.font = "12px " + flame.colors.mono;
  flame.context.textBaseline = "middle";
  flame.letter = flame.context.measureText("abcdefghij").width / 10;
  let node = 0;
  while (node < tree.size) {
    const width = total[node] * scale;
    const left = (start[node] - flame.from) * scale;
    if (width < MIN_WIDTH || left > flame.width || left + width < 0 || tree.depth[node] > deepest) {
      crowd(flame, left, left + width, tree.depth[node]);
      node = tree.end[node];
      continue;
    }
    const top = rowTop(flame, tree.depth[node]);
    if (top > -ROW && top < flame.height) {
      drawBox(flame, node, Math.max(0, left), Math.min(flame.width, left + width), top);
      drawn++;
    }
    node++;
  }
  crowd(flame, -1, -1, -1);
  drawNothing(flame);
  document.documentElement.dataset.drawn = String(drawn);
}

/** Gathers neighbours that are too narrow to be drawn, and draws them as one strip of grey. */
function crowd(flame, left, right, depth) {
  const strip = flame.strip;
  if (strip && strip.depth === depth && left <= strip.right + MIN_WIDTH) {
    strip.right = Math.max(strip.right, right);
    return;
  }
  const top = strip ? rowTop(flame, strip.depth) : 0;
  if (strip && strip.right - strip.left >= MIN_WIDTH && top > -ROW && top < flame.height) {
    flame.context.fillStyle = flame.colors.line;
    flame.context.fillRect(strip.left, top, strip.right - strip.left, ROW - 1);
  }
  flame.strip = right > 0 && left < flame.width ? { left: Math.max(0, left), right, depth } : null;
}

function drawBox(flame, node, left, right, top) {
  const { context, colors, recording, tree } = flame;
  const frame = tree.frame[node];
  const matched = frame >= 0 && flame.matches[frame] === 1;
  const gap = right - left > 3 ? 1 : 0;
  context.globalAlpha = flame.state.zoom > 0 && node < flame.state.zoom && tree.end[node] > flame.state.zoom ? 0.55 : 1;
  context.fillStyle = matched ? colors.match : differs(flame) ? diffColor(flame, node) : frame < 0 ? colors.root : colors.kinds[recording.frameKind(frame)];
  context.fillRect(left, top, Math.max(MIN_WIDTH, right - left - gap), ROW - 1);
  context.globalAlpha = 1;
  const selected = node === flame.selected && document.activeElement === flame.canvas;
  if (selected || node === flame.hovered) {
    context.strokeStyle = colors.ink;
    context.lineWidth = selected ? 2 : 1;
    context.strokeRect(left + 1, top + 1, Math.max(1, right - left - 3), ROW - 3);
  }
  if (right - left > LABEL_WIDTH) {
    context.fillStyle = matched ? colors.paper : frame < 0 ? colors.ink : colors.boxInk;
    context.fillText(fitting(labelOf(recording, frame), (right - left - 9) / flame.letter), left + 5, top + ROW / 2);
  }
}

/** Whether boxes are coloured by change: both sides are known for the tree of callees alone. */
function differs(flame) {
  return flame.recording.diff && flame.tree === flame.recording.tree;
}

/** Time of a node before and after. */
function beforeAfter(flame, node) {
  const shown = flame.weights.total[node];
  const other = flame.others.total[node];
  return flame.state.kind === "wait" ? [shown, other] : [other, shown];
}

/** Red for more time than before, blue for less, the stronger the larger the part that changed. */
function diffColor(flame, node) {
  const [before, after] = beforeAfter(flame, node);
  const change = (after - before) / Math.max(1, after, before);
  const [from, to] = [flame.colors.same, change > 0 ? flame.colors.worse : flame.colors.better];
  const share = Math.sqrt(Math.abs(change));
  return "rgb(" + from.map((part, i) => Math.round(part + (to[i] - part) * share)).join(",") + ")";
}

function drawNothing(flame) {
  if (flame.weights.total[0] === 0) {
    flame.context.fillStyle = flame.colors.quiet;
    flame.context.fillText("No stack was recorded for this selection.", 5, ROW / 2);
  }
}

function labelOf(recording, frame) {
  if (frame < 0) {
    return "all";
  }
  const kind = recording.frameKind(frame);
  const where = recording.frameWhere(frame);
  const lua = kind >= 1 && kind <= 3;
  return lua ? recording.frameName(frame) + "  " + where.slice(where.lastIndexOf("/") + 1) : recording.frameName(frame);
}

function fitting(label, letters) {
  const room = Math.floor(letters);
  return label.length <= room ? label : room < 3 ? "" : label.slice(0, room - 1) + "\u2026";
}

/** Moves to what the state zooms to, in a fifth of a second where motion is welcome. */
function moveToZoom(flame) {
  const [from, to] = zoomRange(flame);
  const origin = [flame.from, flame.to];
  const began = performance.now();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const step = (now) => {
    const done = still ? 1 : Math.min(1, (now - began) / 200);
    const eased = 1 - (1 - done) ** 3;
    flame.from = origin[0] + (from - origin[0]) * eased;
    flame.to = origin[1] + (to - origin[1]) * eased;
    drawFlame(flame);
    if (done < 1) {
      requestAnimationFrame(step);
    }
  };
  step(began);
}
