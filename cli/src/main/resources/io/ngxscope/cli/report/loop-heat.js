// A heat map of how long iterations of the event loop took: time from left to right as on the timeline above
// it, duration from below upwards, the more iterations the darker. Rows are equal on a logarithmic axis.

const HEAT_ROW = 14;
const ROWS_PER_DECADE = 5;

function createHeat(timeline) {
  const { slices } = timeline.recording;
  const heat = { canvas: byId("heat-canvas"), context: null, lowest: null, highest: null, most: 1, columns: [] };
  for (const slice of slices) {
    const rows = new Map();
    for (let i = 0; i < slice.buckets.length; i += 3) {
      const row = heatRow((slice.buckets[i] + slice.buckets[i + 1]) / 2);
      rows.set(row, (rows.get(row) ?? 0) + slice.buckets[i + 2]);
      heat.lowest = Math.min(heat.lowest ?? row, row);
      heat.highest = Math.max(heat.highest ?? row, row);
      heat.most = Math.max(heat.most, rows.get(row));
    }
    heat.columns.push({ slice, rows });
  }
  heat.rows = heat.lowest !== null ? heat.highest - heat.lowest + 1 : 0;
  byId("heat").hidden = heat.columns.length === 0;
  byId("heat-key").textContent = "Each cell: iterations that ended then and took so long; the darkest holds "
    + amount(heat.most, "iteration") + ". Short ones between two observations are not seen. Click or drag to select when.";
  return heat;
}

function heatRow(micros) {
  return Math.floor(Math.log10(Math.max(1, micros)) * ROWS_PER_DECADE);
}

/** The shortest duration of a row, in microseconds. */
function rowEdge(row) {
  return 10 ** (row / ROWS_PER_DECADE);
}

function resizeHeat(timeline) {
  const { heat } = timeline;
  if (heat.rows > 0) {
    heat.context = prepareCanvas(heat.canvas, timeline.width, heat.rows * HEAT_ROW);
  }
}

function drawHeat(timeline) {
  const { heat, colors } = timeline;
  const { context } = heat;
  if (!context) {
    return;
  }
  const height = heat.rows * HEAT_ROW;
  context.clearRect(0, 0, timeline.width, height);
  context.fillStyle = colors.raised;
  context.fillRect(LANE_LABEL, 0, timeline.width - LANE_LABEL, height);
  context.fillStyle = colors.accent;
  for (const { slice, rows } of heat.columns) {
    const left = Math.max(LANE_LABEL, timeToX(timeline, slice.from));
    const right = Math.min(timeline.width, timeToX(timeline, slice.to));
    if (right > LANE_LABEL && left < timeline.width) {
      for (const [row, count] of rows) {
        // By the root, and never pale: a single long iteration is what one looks for.
        context.globalAlpha = 0.3 + 0.7 * Math.sqrt(count / heat.most);
        context.fillRect(left, (heat.highest - row) * HEAT_ROW, Math.max(1, right - left - (right - left > 4 ? 1 : 0)), HEAT_ROW - 1);
      }
    }
  }
  context.globalAlpha = 1;
  drawHeatLabels(timeline);
  drawRange(timeline, context, height);
}

function drawHeatLabels(timeline) {
  const { heat, colors } = timeline;
  heat.context.font = "12px " + colors.mono;
  heat.context.fillStyle = colors.quiet;
  heat.context.textBaseline = "alphabetic";
  heat.context.textAlign = "left";
  for (let row = heat.lowest; row <= heat.highest; row++) {
    if ((row - heat.lowest) % 2 === 0) {
      heat.context.fillText(duration(rowEdge(row)), 0, (heat.highest - row + 1) * HEAT_ROW - 3);
    }
  }
}

/** The slice of time under the pointer, if something was seen in it. */
function sliceAt(timeline, event) {
  const x = event.clientX - timeline.heat.canvas.getBoundingClientRect().left;
  const time = xToTime(timeline, x);
  return x < LANE_LABEL ? undefined : timeline.recording.slices.find((slice) => time >= slice.from && time < slice.to);
}

function hoverHeat(timeline, event) {
  const { heat } = timeline;
  const slice = timeline.drag ? undefined : sliceAt(timeline, event);
  const y = event.clientY - heat.canvas.getBoundingClientRect().top;
  const row = heat.highest - Math.floor(y / HEAT_ROW);
  const count = slice ? heat.columns.find((column) => column.slice === slice).rows.get(row) ?? 0 : 0;
  if (count === 0) {
    hideTooltip();
    return;
  }
  showTooltip(event, [
    amount(count, "iteration"),
    duration(rowEdge(row)) + " to " + duration(rowEdge(row + 1)),
    "from " + timeOfDay(timeline.recording.start + slice.from) + ", " + duration(slice.to - slice.from) + " long"
  ]);
}
