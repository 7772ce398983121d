// The flame graph as a table, for those who cannot see it and for those who want numbers: functions by
// the time in themselves and in all that they call.

const TABLE_ROWS = 100;

function drawTable(flame) {
  if (flame.state.view !== "table") {
    return;
  }
  const rows = byFrame(flame).sort((a, b) => b.self - a.self || b.total - a.total);
  const all = flame.weights.total[0];
  const table = element("table", "", element("thead", "", element("tr", "",
    heading("Function"), heading("Where"), heading("Kind"), heading("Itself", "n"), heading("With callees", "n"))));
  const body = element("tbody", "");
  for (const row of rows.slice(0, TABLE_ROWS)) {
    body.append(tableRow(flame.recording, row, all));
  }
  table.append(body);
  const left = rows.length - TABLE_ROWS;
  byId("flame-table").replaceChildren(table, left > 0 ? element("p", "none", "and " + amount(left, "more function")) : "");
}

function heading(text, className) {
  const cell = element("th", className ?? "", text);
  cell.scope = "col";
  return cell;
}

function tableRow(recording, row, all) {
  const name = element("th", "", element("code", "", recording.frameName(row.frame)));
  name.scope = "row";
  return element("tr", "", name,
    element("td", "", element("code", "", recording.frameWhere(row.frame))),
    element("td", "", KIND_WORDS[recording.frameKind(row.frame)]),
    weightCell(recording, row.self, all), weightCell(recording, row.total, all));
}

function weightCell(recording, weight, all) {
  const cell = element("td", "n", weightText(weight, recording.unit) + "  (" + percent(weight, all) + ")");
  cell.dataset.weight = String(weight);
  return cell;
}

/** Sums over all places of a frame; a frame within itself counts once. */
function byFrame(flame) {
  const { frameCount } = flame.recording;
  const { tree } = flame;
  const { total, self } = flame.weights;
  const sums = [];
  const openUntil = new Int32Array(frameCount);
  for (let node = 1; node < tree.size; node++) {
    if (total[node] > 0) {
      const frame = tree.frame[node];
      sums[frame] = sums[frame] ?? { frame, self: 0, total: 0 };
      sums[frame].self += self[node];
      if (node >= openUntil[frame]) {
        sums[frame].total += total[node];
        openUntil[frame] = tree.end[node];
      }
    }
  }
  return sums.filter(Boolean);
}
