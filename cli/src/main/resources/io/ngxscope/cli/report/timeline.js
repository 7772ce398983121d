// What happened when: a lane for each worker, and how long the loop's iterations took (loop-heat.js). Both
// share one axis of time, on which a range can be selected.

const LANE = 40;
const LANE_LABEL = 84;
const AXIS = 24;

function createTimeline(recording, state) {
  const timeline = {
    recording, state, canvas: byId("timeline-canvas"), colors: readColors(), context: null,
    width: 0, height: 0, from: 0, to: recording.span, drag: null,
    longest: recording.blocks.reduce((most, block) => Math.max(most, block.micros), 1)
  };
  // A block may begin before the first observation or end after the last.
  for (const block of recording.blocks) {
    timeline.from = Math.min(timeline.from, block.start);
    timeline.to = Math.max(timeline.to, block.start + block.micros);
  }
  timeline.whole = [timeline.from, timeline.to];
  timeline.heat = createHeat(timeline);
  wireTimeline(timeline);
  describeTimeline(timeline);
  return timeline;
}

/** What the lanes show depends on what was recorded. */
function describeTimeline(timeline) {
  const { recording, canvas } = timeline;
  const shown = recording.blocks.length + recording.events.time.length + recording.slices.length > 0;
  byId("timeline").hidden = !shown;
  byId("timeline-hint").textContent = recording.blocks.length > 0
    ? "Drag to select a range; click a block for that block alone." : "Drag to select a range.";
  canvas.setAttribute("aria-label", recording.blocks.length > 0
    ? "Blocks over time, one lane a worker. The list of blocks below holds the same."
    : "Samples over time, one lane a worker.");
}

function resizeTimeline(timeline) {
  timeline.width = timeline.canvas.parentElement.clientWidth;
  timeline.height = timeline.recording.workers.length * LANE + AXIS;
  timeline.context = prepareCanvas(timeline.canvas, timeline.width, timeline.height);
  resizeHeat(timeline);
  drawTimeline(timeline);
}

function timeToX(timeline, time) {
  return LANE_LABEL + ((time - timeline.from) / (timeline.to - timeline.from)) * (timeline.width - LANE_LABEL);
}

function xToTime(timeline, x) {
  const share = (x - LANE_LABEL) / (timeline.width - LANE_LABEL);
  return timeline.from + Math.max(0, Math.min(1, share)) * (timeline.to - timeline.from);
}

function drawTimeline(timeline) {
  const { context, state } = timeline;
  context.clearRect(0, 0, timeline.width, timeline.height);
  context.font = "12px " + timeline.colors.mono;
  drawLanes(timeline);
  drawAxis(timeline);
  drawRange(timeline, context, timeline.height - AXIS);
  drawHeat(timeline);
  byId("timeline-zoom").hidden = state.range === null;
  byId("timeline-whole").hidden = timeline.from === timeline.whole[0] && timeline.to === timeline.whole[1];
  const range = timeline.drag ?? state.range ?? [];
  ["range-from", "range-to"].forEach((id, end) => {
    const seconds = range.length > 0 ? String(Number(((end === 0 ? Math.min(...range) : Math.max(...range)) / 1e6).toFixed(3))) : "";
    if (document.activeElement !== byId(id)) {
      byId(id).value = seconds;
    }
  });
}

function drawRange(timeline, context, height) {
  const range = timeline.drag ?? timeline.state.range;
  if (range) {
    const left = Math.max(LANE_LABEL, timeToX(timeline, Math.min(...range)));
    const right = Math.max(left, timeToX(timeline, Math.max(...range)));
    context.fillStyle = timeline.colors.select;
    context.fillRect(left, 0, right - left, height);
    context.fillStyle = timeline.colors.accent;
    context.fillRect(left, 0, 1, height);
    context.fillRect(right - 1, 0, 1, height);
  }
}

function drawAxis(timeline) {
  const { context, colors } = timeline;
  const span = timeline.to - timeline.from;
  const step = niceStep(span / Math.max(2, (timeline.width - LANE_LABEL) / 120));
  context.fillStyle = colors.quiet;
  context.textAlign = "center";
  context.textBaseline = "top";
  for (let time = Math.ceil(timeline.from / step) * step; time <= timeline.to; time += step) {
    const x = timeToX(timeline, time);
    const label = span < 2e6 ? Math.round(time / 1000) + " ms" : Number((time / 1e6).toFixed(1)) + " s";
    context.fillRect(x, timeline.height - AXIS, 1, 4);
    context.fillText(label, Math.min(timeline.width - 24, x), timeline.height - AXIS + 8);
  }
}

/** The next step of 1, 2 or 5 times a power of ten. */
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].find((factor) => factor * power >= least) * power;
}

function wireTimeline(timeline) {
  const { canvas, heat, state } = timeline;
  wireDrag(timeline, canvas, (event) => hoverTimeline(timeline, event), (event) => {
    const block = blockAt(timeline, event);
    changeState(state, { block: block ? block.number : null, range: null });
  });
  wireDrag(timeline, heat.canvas, (event) => hoverHeat(timeline, event), (event) => {
    const slice = sliceAt(timeline, event);
    changeState(state, { range: slice ? [Math.max(0, slice.from), slice.to] : null, block: null });
  });
  byId("timeline-zoom").addEventListener("click", () => showRange(timeline, state.range));
  byId("timeline-whole").addEventListener("click", () => showRange(timeline, timeline.whole));
  for (const id of ["range-from", "range-to"]) {
    byId(id).addEventListener("change", () => typedRange(timeline));
  }
}

/** Selecting a range by pointer: mouse, pen or finger; what is no drag is a click. */
function wireDrag(timeline, canvas, hover, click) {
  const at = (event) => event.clientX - canvas.getBoundingClientRect().left;
  const end = () => {
    const { drag } = timeline;
    timeline.pressed = undefined;
    timeline.drag = null;
    return drag;
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    timeline.pressed = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (timeline.pressed !== undefined && Math.abs(at(event) - timeline.pressed) > 4) {
      timeline.drag = [xToTime(timeline, timeline.pressed), xToTime(timeline, at(event))];
      drawTimeline(timeline);
    }
    hover(event);
  });
  canvas.addEventListener("pointerup", (event) => {
    const drag = end();
    if (drag) {
      changeState(timeline.state, { range: [Math.max(0, Math.min(...drag)), Math.max(...drag)], block: null });
    } else {
      click(event);
    }
  });
  canvas.addEventListener("pointercancel", () => {
    end();
    drawTimeline(timeline);
  });
  canvas.addEventListener("pointerleave", hideTooltip);
}

/** A range of seconds that was typed; without one of its ends it begins or ends with the capture. */
function typedRange(timeline) {
  const micros = (id, other) => (byId(id).value === "" ? other : Math.max(0, Number(byId(id).value) * 1e6));
  const [from, to] = [micros("range-from", 0), micros("range-to", timeline.whole[1])];
  const none = byId("range-from").value === "" && byId("range-to").value === "";
  changeState(timeline.state, { range: none ? null : [Math.min(from, to), Math.max(from, to)], block: null });
}

function showRange(timeline, range) {
  [timeline.from, timeline.to] = range[1] > range[0] ? range : timeline.whole;
  drawTimeline(timeline);
}
