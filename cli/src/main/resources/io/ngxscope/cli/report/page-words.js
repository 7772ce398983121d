// Numbers and elements. Text of the target becomes text nodes only, never markup.

function duration(micros) {
  if (micros < 10000) {
    return (micros / 1000).toFixed(1) + " ms";
  }
  if (micros < 999500) {
    return Math.round(micros / 1000) + " ms";
  }
  if (micros < 9995000) {
    return (micros / 1e6).toFixed(2) + " s";
  }
  return (micros / 1e6).toFixed(1) + " s";
}

/** A weight of stacks in the words of its unit. */
function weightText(weight, unit) {
  if (unit === "microseconds") {
    return duration(weight);
  }
  if (unit !== "bytes") {
    return weight.toLocaleString("en") + " " + unit;
  }
  const power = Math.min(3, Math.max(0, Math.floor(Math.log2(Math.max(1, weight)) / 10)));
  return (weight / 1024 ** power).toFixed(power > 0 ? 1 : 0) + [" B", " KiB", " MiB", " GiB"][power];
}

function percent(part, whole) {
  return whole > 0 ? ((100 * part) / whole).toFixed(1) + " %" : "0 %";
}

function amount(number, noun) {
  return number.toLocaleString("en") + " " + noun + (number === 1 ? "" : "s");
}

/** Time of day in UTC, of microseconds since the epoch. */
function timeOfDay(unixMicros) {
  return new Date(unixMicros / 1000).toISOString().slice(11, 23);
}

/** An element with a class and with children, each a node or a text. */
function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.append(...children);
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

const KIND_WORDS = ["C", "Lua, interpreted", "Lua, compiled", "Lua, inlined", "Lua built-in", "kernel", "unknown",
  "garbage collection", "string interning"];

/** Colours of the style sheet, for drawing; they change with the scheme of the system. */
function readColors() {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue("--" + name).trim();
  return {
    kinds: KIND_WORDS.map((words, kind) => color("k" + kind)),
    paper: color("paper"), line: color("line"), ink: color("ink"), quiet: color("quiet"), raised: color("raised"),
    same: rgb(color("same")), worse: rgb(color("worse")), better: rgb(color("better")),
    accent: color("accent"), select: color("select"), match: color("match"), boxInk: color("box-ink"),
    root: color("root"), computing: color("computing"), waiting: color("waiting"), mono: color("mono")
  };
}

/** The parts of a colour written as #rrggbb. */
function rgb(hex) {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** Sizes a canvas for the screen's pixels and gives a context that counts in CSS pixels. */
function prepareCanvas(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = height + "px";
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
