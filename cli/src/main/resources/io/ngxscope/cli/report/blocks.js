// The list of blocks, longest first; stacks are put in only when one is opened.

const BLOCKS_AT_ONCE = 12;

function createBlockList(recording, state) {
  const list = { recording, state, shown: BLOCKS_AT_ONCE, samplesOf: new Map() };
  recording.samples.block.forEach((block, sample) => {
    if (block >= 0) {
      const known = list.samplesOf.get(block);
      list.samplesOf.set(block, known ? known.concat(sample) : [sample]);
    }
  });
  byId("blocks-more").addEventListener("click", () => {
    list.shown += 4 * BLOCKS_AT_ONCE;
    drawBlocks(list);
  });
  return list;
}

function drawBlocks(list) {
  const { recording, state } = list;
  const blocks = recording.blocks.filter((block) => blockShown(block, state)).sort((a, b) => b.micros - a.micros);
  byId("blocks").hidden = recording.blocks.length === 0;
  byId("blocks-count").textContent = amount(blocks.length, "block") + ", longest first";
  byId("blocks-more").hidden = blocks.length <= list.shown;
  byId("block-list").replaceChildren(...blocks.slice(0, list.shown).map((block) => blockEntry(list, block)));
  if (state.block !== null && blocks.length === 1) {
    byId("block-list").firstElementChild.open = true;
  }
}

function blockEntry(list, block) {
  const { recording } = list;
  const culprit = document.querySelector(`tr[data-culprit="${block.culprit}"] .pick`);
  const summary = element("summary", "",
    element("b", "", (block.open ? "\u2265 " : "") + duration(block.micros)),
    element("span", "", timeOfDay(recording.start + block.start)),
    element("span", "quiet", "worker " + recording.workers[block.worker]),
    element("span", "", block.request || "no request", block.phase === "unknown" ? "" : element("i", "quiet", "  " + block.phase)),
    element("span", "", element("code", "", culprit ? culprit.textContent : "")),
    element("span", "quiet n", Math.round((100 * block.cpu) / Math.max(1, block.micros)) + " % CPU"));
  const entry = element("details", "", summary);
  entry.addEventListener("toggle", () => {
    if (entry.open && entry.children.length === 1) {
      entry.append(blockBody(list, block));
    }
  });
  return entry;
}

function blockBody(list, block) {
  const body = element("div", "block-body", element("p", "",
    duration(block.cpu) + " on CPU, " + duration(Math.max(0, block.micros - block.cpu)) + " waiting" + (block.open ? ", still going on when the capture ended" : "")));
  for (const call of block.calls) {
    body.append(element("p", "", "In ", element("code", "", call.name), " for " + duration(call.micros) + " ",
      element("code", "quiet", call.detail)));
  }
  const samples = list.samplesOf.get(block.number) ?? [];
  for (const sample of samples) {
    body.append(...stackOf(list.recording, sample));
  }
  if (samples.length === 0) {
    body.append(element("p", "none", "No stack could be read."));
  }
  return body;
}

function stackOf(recording, sample) {
  const { samples, tree } = recording;
  const kind = samples.waiting[sample] === 1 ? "Waiting " : "Computing ";
  const title = element("p", "hint", kind + duration(samples.micros[sample]) + ", "
    + amount(samples.count[sample], "sample") + ", innermost frame first");
  const frames = element("ol", "stack");
  for (let node = samples.node[sample]; node > 0; node = tree.parent[node]) {
    const frame = tree.frame[node];
    const remark = recording.frameRemark(frame);
    frames.append(element("li", "f" + recording.frameKind(frame), recording.frameName(frame),
      element("span", "where", recording.frameWhere(frame) + (remark ? "  (" + remark + ")" : ""))));
  }
  return [title, frames];
}
