// Puts the page together: one state, and everything that shows it.

async function startPage() {
  const recording = await loadRecording();
  const state = createState(recording);
  const flame = createFlame(recording, state);
  const timeline = createTimeline(recording, state);
  const blocks = createBlockList(recording, state);
  const page = { recording, state, flame, timeline, blocks };
  flame.selected = state.zoom;
  wireFlame(flame);
  wireCulprits(state);
  state.listeners.push((change) => update(page, change));
  addEventListener("resize", () => resizeAll(page));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    flame.colors = timeline.colors = readColors();
    resizeAll(page);
  });
  wireFilters(page);
  addEventListener("hashchange", () => followLink(page));
  showSelection(page);
  resizeAll(page);
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

/** Somebody put another fragment into the address: what is looked at changes with it. */
function followLink(page) {
  const { recording, state } = page;
  changeState(state, readFragment(recording));
  byId("search").value = state.search;
  byId("view").value = state.view;
}

function resizeAll(page) {
  resizeTimeline(page.timeline);
  resizeFlame(page.flame);
}

function update(page, change) {
  const { flame } = page;
  const samplesChanged = ["culprit", "block", "range", "worker", "request", "kind"].some((name) => name in change)
    || ("view" in change && (change.view === "callers") !== (flame.tree !== page.recording.tree));
  if (samplesChanged) {
    flame.state.zoom = "zoom" in change ? change.zoom : flame.tree === page.recording.tree ? flame.state.zoom : 0;
    reweigh(flame);
    showSelection(page);
    resizeAll(page);
  } else if ("view" in change) {
    resizeFlame(flame);
    drawTable(flame);
  }
  if ("search" in change) {
    searchFrames(flame);
    requestDraw(flame);
  }
  if ("zoom" in change) {
    byId("reset").hidden = page.state.zoom === 0;
    moveToZoom(flame);
  }
}

/** Everything that tells which samples are looked at. */
function showSelection(page) {
  const { recording, state, flame } = page;
  searchFrames(flame);
  drawTable(flame);
  drawBlocks(page.blocks);
  byId("reset").hidden = state.zoom === 0;
  const seen = flame.weights.counts[0];
  byId("flame-total").textContent = weightText(flame.weights.total[0], recording.unit) + (seen > 0 ? " in " + amount(seen, "sample") : "");
  byId("chips").replaceChildren(...chips(page));
  byId("kind").value = state.kind;
  byId("request").value = state.request === null ? "" : "=" + state.request;
  byId("worker").value = state.worker === null ? "" : "=" + state.worker;
  for (const row of document.querySelectorAll("#culprit-table tbody tr")) {
    const picked = Number(row.dataset.culprit) === state.culprit;
    row.classList.toggle("picked", picked);
    row.querySelector(".pick").setAttribute("aria-pressed", String(picked));
  }
}

function chips(page) {
  const { recording, state } = page;
  const made = [];
  if (state.culprit !== null) {
    const name = document.querySelector(`tr[data-culprit="${state.culprit}"] .name`);
    made.push(chip("only " + (name ? name.textContent : "culprit " + state.culprit), state, { culprit: null }));
  }
  if (state.range) {
    made.push(chip(state.range.map((time) => (time / 1e6).toFixed(2)).join(" to ") + " s", state, { range: null }));
  }
  if (state.block !== null) {
    const block = recording.blocks[state.block];
    made.push(chip("the block at " + timeOfDay(recording.start + block.start), state, { block: null }));
  }
  if (state.worker !== null) {
    made.push(chip("worker " + recording.workers[state.worker], state, { worker: null }));
  }
  if (state.request !== null) {
    made.push(chip(state.request || "no request", state, { request: null }));
  }
  return made;
}

/** The choices of URL and worker, where there is more than one, and of what only times have. */
function wireFilters(page) {
  const { recording, state } = page;
  if (recording.diff) {
    byId("kind").replaceChildren(new Option("after", ""), new Option("before", "wait"));
    byId("kind").previousSibling.textContent = "Widths ";
  }
  byId("kind").parentElement.hidden = !recording.diff && recording.blocks.length + recording.events.time.length === 0;
  const requests = requestsOf(recording).slice(0, 200);
  choices(byId("request"), requests.map((request) => [request, request || "no request"]), state.request,
    (value) => changeState(state, { request: value, zoom: 0 }));
  choices(byId("worker"), recording.workers.map((pid, number) => [String(number), String(pid)]),
    state.worker === null ? null : String(state.worker),
    (value) => changeState(state, { worker: value === null ? null : Number(value), zoom: 0 }));
}

function choices(select, values, chosen, change) {
  select.parentElement.hidden = values.length < 2;
  const options = values.map(([value, text]) => new Option(text.slice(0, 80), "=" + value));
  select.replaceChildren(new Option("all", ""), ...options);
  select.value = chosen === null ? "" : "=" + chosen;
  select.addEventListener("change", () => change(select.value === "" ? null : select.value.slice(1)));
}

function chip(text, state, change) {
  const button = element("button", "chip", text + "  \u00d7");
  button.type = "button";
  button.title = "Show all again";
  button.addEventListener("click", () => changeState(state, change));
  return button;
}

const CULPRITS_AT_ONCE = 6;

/** Leaves the first screen to the worst of them. */
function foldCulprits(state) {
  const rows = [...document.querySelectorAll("#culprit-table tbody tr")];
  const button = byId("culprits-more");
  if (rows.length <= CULPRITS_AT_ONCE + 1 || state.culprit >= CULPRITS_AT_ONCE) {
    return;
  }
  rows.slice(CULPRITS_AT_ONCE).forEach((row) => { row.hidden = true; });
  button.hidden = false;
  button.textContent = "Show all " + rows.length;
  button.addEventListener("click", () => {
    rows.forEach((row) => { row.hidden = false; });
    button.hidden = true;
  });
}

function wireCulprits(state) {
  foldCulprits(state);
  for (const row of document.querySelectorAll("#culprit-table tbody tr")) {
    row.querySelector(".pick").addEventListener("click", () => {
      const culprit = Number(row.dataset.culprit);
      changeState(state, { culprit: state.culprit === culprit ? null : culprit, zoom: 0 });
    });
  }
}

startPage().catch((broken) => {
  byId("flame-total").textContent = "This browser could not unpack the data (" + broken.message + "): a newer one can.";
});
