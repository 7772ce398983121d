// Mouse, keyboard and tools of the flame graph.

function wireFlame(flame) {
  const { canvas, state } = flame;
  canvas.addEventListener("mousemove", (event) => hover(flame, event));
  canvas.addEventListener("mouseleave", () => {
    flame.hovered = -1;
    hideTooltip();
    requestDraw(flame);
  });
  canvas.addEventListener("click", (event) => {
    const node = pointed(flame, event);
    if (node >= 0) {
      zoomTo(flame, node);
    }
  });
  canvas.addEventListener("keydown", (event) => onFlameKey(flame, event));
  canvas.addEventListener("focus", () => requestDraw(flame));
  canvas.addEventListener("blur", () => requestDraw(flame));
  flame.scroller.addEventListener("scroll", () => requestDraw(flame));
  byId("reset").addEventListener("click", () => zoomTo(flame, 0));
  byId("kind").addEventListener("change", (event) => changeState(state, { kind: event.target.value }));
  byId("view").addEventListener("change", (event) => changeState(state, { view: event.target.value }));
  byId("search").addEventListener("input", (event) => changeState(state, { search: event.target.value }));
  document.addEventListener("keydown", (event) => onPageKey(flame, event));
  byId("kind").value = state.kind;
  byId("view").value = state.view;
  byId("search").value = state.search;
  drawLegend(flame);
}

function pointed(flame, event) {
  const box = flame.canvas.getBoundingClientRect();
  const time = flame.from + ((event.clientX - box.left) / flame.width) * (flame.to - flame.from);
  const { tree } = flame.recording;
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
  const { recording, weights } = flame;
  const frame = recording.tree.frame[node];
  const time = duration(weights.total[node]) + ", " + percent(weights.total[node], weights.total[0]) + " of what is shown, "
    + amount(weights.counts[node], "sample");
  const own = weights.self[node] > 0 ? duration(weights.self[node]) + " of it in this frame itself" : "";
  if (frame < 0) {
    return ["all", "", time, own];
  }
  const remark = recording.frameRemark(frame);
  const kind = KIND_WORDS[recording.frameKind(frame)] + (remark === "found by scanning" ? ", found by scanning the stack: could be stale" : "");
  return [recording.frameName(frame), recording.frameWhere(frame), kind, time, own];
}

function zoomTo(flame, node) {
  flame.selected = node;
  changeState(flame.state, { zoom: node });
}

function onFlameKey(flame, event) {
  const { tree } = flame.recording;
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
  } else {
    return;
  }
  event.preventDefault();
}

function select(flame, node) {
  flame.selected = node;
  const top = rowTop(flame, flame.recording.tree.depth[node]);
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
    zoomTo(flame, flame.recording.tree.parent[state.zoom]);
  } else {
    changeState(state, { culprit: null, block: null, range: null });
  }
}

function searchFrames(flame) {
  const { recording, state, matches } = flame;
  const wanted = state.search.trim().toLowerCase();
  for (let frame = 0; frame < recording.frameCount; frame++) {
    const text = recording.frameName(frame) + " " + recording.frameWhere(frame);
    matches[frame] = wanted !== "" && text.toLowerCase().includes(wanted) ? 1 : 0;
  }
  const time = wanted === "" ? 0 : matchedTime(recording.tree, flame.weights.total, matches);
  byId("matched").textContent = wanted === "" ? "" : percent(time, flame.weights.total[0]) + " matched";
}

function drawLegend(flame) {
  const met = new Set();
  for (let frame = 0; frame < flame.recording.frameCount; frame++) {
    met.add(flame.recording.frameKind(frame));
  }
  byId("legend").replaceChildren(
    ...[...met].sort().flatMap((kind) => [element("i", "swatch k" + kind), KIND_WORDS[kind]]));
}
