// Mouse, keyboard and tools of the flame graph.

function wireFlame(flame) {
  const { canvas, state } = flame;
  canvas.addEventListener("mousemove", (event) => hover(flame, event));
  canvas.addEventListener("mouseleave", () => {
    flame.hovered = -1;
    hideTooltip();
    requestDraw(flame);
  });
  canvas.addEventListener("pointerdown", (event) => { flame.finger = event.pointerType === "touch"; });
  canvas.addEventListener("click", (event) => onFlameClick(flame, event));
  canvas.addEventListener("keydown", (event) => onFlameKey(flame, event));
  canvas.addEventListener("focus", () => requestDraw(flame));
  canvas.addEventListener("blur", () => requestDraw(flame));
  flame.scroller.addEventListener("scroll", () => requestDraw(flame));
  for (const [happens, onPaper] of [["beforeprint", true], ["afterprint", false]]) {
    addEventListener(happens, () => {
      flame.onPaper = onPaper;
      resizeFlame(flame);
    });
  }
  byId("reset").addEventListener("click", () => zoomTo(flame, 0));
  byId("kind").addEventListener("change", (event) => changeState(state, { kind: event.target.value }));
  byId("view").addEventListener("change", (event) => changeState(state, { view: event.target.value }));
  byId("search").addEventListener("input", (event) => changeState(state, { search: event.target.value }));
  byId("copy").addEventListener("click", () => copyStack(flame, flame.selected));
  document.addEventListener("keydown", (event) => onPageKey(flame, event));
  byId("kind").value = state.kind;
  byId("view").value = state.view;
  byId("search").value = state.search;
  drawLegend(flame);
}

/** A click zooms. A finger cannot hover: its first tap says what a box is, the second one zooms. */
function onFlameClick(flame, event) {
  const node = pointed(flame, event);
  if (node < 0) {
    hideTooltip();
  } else if (flame.finger && node !== flame.selected) {
    select(flame, node);
    hover(flame, event);
  } else {
    hideTooltip();
    zoomTo(flame, node);
  }
}

function pointed(flame, event) {
  const box = flame.canvas.getBoundingClientRect();
  const time = flame.from + ((event.clientX - box.left) / flame.width) * (flame.to - flame.from);
  const { tree } = flame;
  return nodeAt(tree, flame.layout, flame.weights.total, time, depthAt(flame, event.clientY - box.top));
}

function hover(flame, event) {
  const node = pointed(flame, event);
  if (node !== flame.hovered) {
    flame.hovered = node;
    requestDraw(flame);
  }
  if (node < 0) {
    hideTooltip();
  } else {
    showTooltip(event, describeNode(flame, node));
  }
}

function describeNode(flame, node) {
  const { recording, weights, tree } = flame;
  const frame = tree.frame[node];
  const time = weightText(weights.total[node], recording.unit) + ", " + percent(weights.total[node], weights.total[0]) + " of what is shown"
    + (weights.counts[node] > 0 ? ", " + amount(weights.counts[node], "sample") : "");
  const own = weights.self[node] > 0 ? weightText(weights.self[node], recording.unit) + " of it in this frame itself" : "";
  const change = differs(flame) ? changeText(flame, node) : "";
  if (frame < 0) {
    return ["all", "", time, own, change];
  }
  const remark = recording.frameRemark(frame);
  const kind = KIND_WORDS[recording.frameKind(frame)] + (remark === "found by scanning" ? ", found by scanning the stack: could be stale" : "");
  return [recording.frameName(frame), recording.frameWhere(frame), kind, time, own, change];
}

function changeText(flame, node) {
  const [before, after] = beforeAfter(flame, node);
  const { unit } = flame.recording;
  const part = before > 0 ? ", " + (after >= before ? "+" : "") + percent(after - before, before) : ", new";
  return "before " + weightText(before, unit) + ", after " + weightText(after, unit) + part;
}

function zoomTo(flame, node) {
  flame.selected = node;
  changeState(flame.state, { zoom: node });
}

function onFlameKey(flame, event) {
  const { tree } = flame;
  const { total } = flame.weights;
  const inward = flame.state.view === "flame" ? "ArrowUp" : "ArrowDown";
  const outward = flame.state.view === "flame" ? "ArrowDown" : "ArrowUp";
  const moves = {
    [inward]: () => heaviestCallee(tree, total, flame.selected),
    [outward]: () => tree.parent[flame.selected],
    ArrowLeft: () => sibling(tree, total, flame.selected, -1),
    ArrowRight: () => sibling(tree, total, flame.selected, 1)
  };
  if (event.key in moves) {
    select(flame, moves[event.key]());
  } else if (event.key === "Enter") {
    zoomTo(flame, flame.selected);
  } else if (event.key === "c" && !event.ctrlKey && !event.metaKey) {
    copyStack(flame, flame.selected);
  } else {
    return;
  }
  event.preventDefault();
}

function select(flame, node) {
  flame.selected = node;
  const top = rowTop(flame, flame.tree.depth[node]);
  if (top < 0 || top > flame.height - ROW) {
    flame.scroller.scrollTop += top - flame.height / 2;
  }
  byId("flame-said").textContent = describeNode(flame, node).filter(Boolean).join(", ");
  requestDraw(flame);
}

function onPageKey(flame, event) {
  const typing = event.target instanceof Element && event.target.matches("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    byId("search").focus();
    byId("search").select();
  } else if (event.key === "Escape") {
    goBack(flame);
  }
}

/** Takes back one thing after the other: the search, the zoom, the selections. */
function goBack(flame) {
  const { state } = flame;
  if (document.activeElement === byId("search")) {
    byId("flame-canvas").focus();
  }
  if (state.search !== "") {
    byId("search").value = "";
    changeState(state, { search: "" });
  } else if (state.zoom !== 0) {
    zoomTo(flame, flame.tree.parent[state.zoom]);
  } else {
    changeState(state, { culprit: null, block: null, range: null, worker: null, request: null });
  }
}

function searchFrames(flame) {
  const { recording, state, matches } = flame;
  const wanted = state.search.trim().toLowerCase();
  for (let frame = 0; frame < recording.frameCount; frame++) {
    const text = recording.frameName(frame) + " " + recording.frameWhere(frame);
    matches[frame] = wanted !== "" && text.toLowerCase().includes(wanted) ? 1 : 0;
  }
  const time = wanted === "" ? 0 : matchedTime(flame.tree, flame.weights.total, matches);
  byId("matched").textContent = wanted === "" ? "" : percent(time, flame.weights.total[0]) + " matched";
}

/** Puts the frames of a stack on the clipboard, innermost first, one a line. */
async function copyStack(flame, node) {
  const { recording, tree } = flame;
  const lines = [];
  for (let at = node; at > 0; at = tree.parent[at]) {
    const where = recording.frameWhere(tree.frame[at]);
    lines.push((recording.frameName(tree.frame[at]) + "  " + where).trimEnd());
  }
  if (flame.state.view === "callers") {
    lines.reverse();
  }
  const text = lines.join("\n") + "\n";
  byId("flame-said").textContent = await copied(text) ? amount(lines.length, "frame") + " copied" : "This browser does not let pages copy.";
}

/** Copies; older browsers, and pages that came from a file, know only the second way. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (refused) {
    const area = element("textarea", "unseen");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

function drawLegend(flame) {
  if (flame.recording.diff) {
    byId("legend").replaceChildren(element("i", "swatch worse"), "more time than before", element("i", "swatch better"), "less time");
    return;
  }
  const met = new Set();
  for (let frame = 0; frame < flame.recording.frameCount; frame++) {
    met.add(flame.recording.frameKind(frame));
  }
  byId("legend").replaceChildren(
    ...[...met].sort().flatMap((kind) => [element("i", "swatch k" + kind), KIND_WORDS[kind]]));
}
