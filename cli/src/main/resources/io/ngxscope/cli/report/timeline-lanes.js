// The lanes of the timeline. A block is a bar as wide as it was long and as high as the root of its share of
// the longest, so that short ones stay visible. Samples are bars of equal width, as high as there are many.

const SAMPLE_BAR = 4;

function drawLanes(timeline) {
  const { recording } = timeline;
  recording.workers.forEach((pid, lane) => drawLane(timeline, pid, lane));
  drawSamples(timeline);
  for (const block of recording.blocks) {
    drawBar(timeline, block);
  }
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
  const left = timeToX(timeline, block.start);
  const right = timeToX(timeline, block.start + block.micros);
  if (right < LANE_LABEL || left > timeline.width) {
    return;
  }
  const height = Math.max(4, (LANE - 8) * Math.sqrt(block.micros / timeline.longest));
  const computing = height * Math.min(1, block.cpu / Math.max(1, block.micros));
  drawParts(timeline, Math.max(LANE_LABEL, left), Math.max(2, right - left), block.worker,
    [computing, height - computing], blockShown(block, timeline.state));
}

/** Two parts above each other, computing and waiting; pale if it is not among what is selected. */
function drawParts(timeline, left, width, lane, [computing, waiting], shown) {
  const { context, colors } = timeline;
  const bottom = (lane + 1) * LANE - 1;
  context.globalAlpha = shown ? 1 : 0.22;
  context.fillStyle = colors.computing;
  context.fillRect(left, bottom - computing, width, computing);
  context.fillStyle = colors.waiting;
  context.fillRect(left, bottom - computing - waiting, width, waiting);
  context.globalAlpha = 1;
}

/** Sums the samples that are no part of blocks for every few pixels of each lane. */
function drawSamples(timeline) {
  const { recording } = timeline;
  const { events, samples } = recording;
  const bars = Math.max(1, Math.ceil((timeline.width - LANE_LABEL) / SAMPLE_BAR));
  const sums = new Float64Array(2 * bars * recording.workers.length);
  for (let i = 0; i < events.time.length; i++) {
    const bar = Math.floor(((events.time[i] - timeline.from) / (timeline.to - timeline.from)) * bars);
    if (bar >= 0 && bar < bars) {
      const sample = events.first + i;
      sums[2 * (events.worker[i] * bars + bar) + samples.waiting[sample]] += samples.micros[sample];
    }
  }
  let most = 1;
  for (let i = 0; i < sums.length; i += 2) {
    most = Math.max(most, sums[i] + sums[i + 1]);
  }
  for (let i = 0; i < sums.length; i += 2) {
    if (sums[i] + sums[i + 1] > 0) {
      const scale = (LANE - 8) / most;
      const left = LANE_LABEL + ((i / 2) % bars) * SAMPLE_BAR;
      drawParts(timeline, left, SAMPLE_BAR - 1, Math.floor(i / 2 / bars), [sums[i] * scale, sums[i + 1] * scale], true);
    }
  }
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
