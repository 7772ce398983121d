// Blocks over time, a lane for each worker. A bar is as wide as the block was long and as high as the
// root of its share of the longest, so that short ones stay visible.

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
  wireTimeline(timeline);
  return timeline;
}

function resizeTimeline(timeline) {
  timeline.width = timeline.canvas.parentElement.clientWidth;
  timeline.height = timeline.recording.workers.length * LANE + AXIS;
  timeline.context = prepareCanvas(timeline.canvas, timeline.width, timeline.height);
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
  const { context, colors, recording, state } = timeline;
  context.clearRect(0, 0, timeline.width, timeline.height);
  context.font = "12px " + colors.mono;
  recording.workers.forEach((pid, lane) => drawLane(timeline, pid, lane));
  drawAxis(timeline);
  for (const block of recording.blocks) {
    drawBar(timeline, block);
  }
  const range = timeline.drag ?? state.range;
  if (range) {
    const left = timeToX(timeline, Math.min(...range));
    context.fillStyle = colors.select;
    context.fillRect(left, 0, timeToX(timeline, Math.max(...range)) - left, timeline.height - AXIS);
  }
  byId("timeline-zoom").hidden = state.range === null;
  byId("timeline-whole").hidden = timeline.from === timeline.whole[0] && timeline.to === timeline.whole[1];
}

function drawLane(timeline, pid, lane) {
  const { context, colors } = timeline;
  const bottom = (lane + 1) * LANE;
  context.fillStyle = colors.quiet;
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillText(String(pid), 0, bottom - 6);
  context.fillStyle = colors.line;
  context.fillRect(0, bottom - 1, timeline.width, 1);
}

function drawBar(timeline, block) {
  const { context, colors } = timeline;
  const left = timeToX(timeline, block.start);
  const right = timeToX(timeline, block.start + block.micros);
  if (right < LANE_LABEL || left > timeline.width) {
    return;
  }
  const width = Math.max(2, right - left);
  const height = Math.max(4, (LANE - 8) * Math.sqrt(block.micros / timeline.longest));
  const bottom = (block.worker + 1) * LANE - 1;
  const computing = height * Math.min(1, block.cpu / Math.max(1, block.micros));
  context.globalAlpha = blockShown(block, timeline.state) ? 1 : 0.22;
  context.fillStyle = colors.computing;
  context.fillRect(Math.max(LANE_LABEL, left), bottom - computing, width, computing);
  context.fillStyle = colors.waiting;
  context.fillRect(Math.max(LANE_LABEL, left), bottom - height, width, height - computing);
  context.globalAlpha = 1;
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
  const { canvas, state } = timeline;
  const at = (event) => event.clientX - canvas.getBoundingClientRect().left;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    timeline.pressed = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (timeline.pressed !== undefined && Math.abs(at(event) - timeline.pressed) > 4) {
      timeline.drag = [xToTime(timeline, timeline.pressed), xToTime(timeline, at(event))];
      drawTimeline(timeline);
    }
    hoverTimeline(timeline, event);
  });
  canvas.addEventListener("pointerup", (event) => release(timeline, event));
  canvas.addEventListener("pointerleave", hideTooltip);
  byId("timeline-zoom").addEventListener("click", () => showRange(timeline, state.range));
  byId("timeline-whole").addEventListener("click", () => showRange(timeline, timeline.whole));
}

function release(timeline, event) {
  const drag = timeline.drag;
  timeline.pressed = undefined;
  timeline.drag = null;
  if (drag) {
    changeState(timeline.state, { range: [Math.max(0, Math.min(...drag)), Math.max(...drag)], block: null });
  } else {
    const block = blockAt(timeline, event);
    changeState(timeline.state, { block: block ? block.number : null, range: null });
  }
}

function showRange(timeline, range) {
  [timeline.from, timeline.to] = range;
  drawTimeline(timeline);
}

/** The shortest block under the pointer, with some slack for thin bars. */
function blockAt(timeline, event) {
  const box = timeline.canvas.getBoundingClientRect();
  const lane = Math.floor((event.clientY - box.top) / LANE);
  const x = event.clientX - box.left;
  let best;
  for (const block of timeline.recording.blocks) {
    const left = timeToX(timeline, block.start);
    const right = Math.max(left + 2, timeToX(timeline, block.start + block.micros));
    if (block.worker === lane && x >= left - 3 && x <= right + 3 && (!best || block.micros < best.micros)) {
      best = block;
    }
  }
  return best;
}

function hoverTimeline(timeline, event) {
  const block = timeline.drag ? undefined : blockAt(timeline, event);
  if (!block) {
    hideTooltip();
    return;
  }
  showTooltip(event, [
    duration(block.micros) + (block.open ? " or longer" : ""),
    block.request || "no request",
    "worker " + timeline.recording.workers[block.worker] + " at " + timeOfDay(timeline.recording.start + block.start),
    duration(block.cpu) + " on CPU" + (block.calls.length > 0 ? ", in " + block.calls[0].name : "")
  ]);
}
