// What is looked at: selections and views, kept in the fragment of the address, so that a link shows
// the same to somebody else.

function createState(recording) {
  const state = {
    culprit: null, block: null, range: null, worker: null, request: null, kind: "", search: "", view: "icicle", zoom: 0,
    listeners: []
  };
  Object.assign(state, readFragment(recording));
  return state;
}

/** Changes the state, tells everybody, and writes it into the address. */
function changeState(state, change) {
  Object.assign(state, change);
  writeFragment(state);
  for (const listener of state.listeners) {
    listener(change);
  }
}

function readFragment(recording) {
  const fields = new URLSearchParams(location.hash.slice(1));
  const number = (name, below) => {
    const value = Number.parseInt(fields.get(name) ?? "", 10);
    return value >= 0 && value < below ? value : null;
  };
  const range = /^(\d{1,15})-(\d{1,15})$/.exec(fields.get("t") ?? "");
  const view = fields.get("v") ?? "";
  return {
    culprit: number("c", 1e6),
    block: number("b", recording.blocks.length),
    range: range ? [Number(range[1]), Number(range[2])] : null,
    worker: number("w", recording.workers.length),
    request: fields.has("u") && requestsOf(recording).includes(fields.get("u")) ? fields.get("u") : null,
    kind: ["cpu", "wait"].includes(fields.get("k")) ? fields.get("k") : "",
    search: (fields.get("q") ?? "").slice(0, 200),
    view: ["flame", "callers", "table"].includes(view) ? view : "icicle",
    zoom: number("z", recording.tree.size) ?? 0
  };
}

function writeFragment(state) {
  const fields = new URLSearchParams();
  const set = (name, value, plain) => {
    if (value !== plain) {
      fields.set(name, value);
    }
  };
  set("c", state.culprit, null);
  set("b", state.block, null);
  set("t", state.range && state.range.map(Math.round).join("-"), null);
  set("w", state.worker, null);
  set("u", state.request, null);
  set("k", state.kind, "");
  set("q", state.search, "");
  set("v", state.view, "icicle");
  set("z", state.zoom, 0);
  try {
    history.replaceState(null, "", "#" + fields.toString());
  } catch (refused) {
    // Some viewers forbid it; the page works without.
  }
}
