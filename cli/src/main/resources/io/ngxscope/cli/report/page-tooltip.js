// One tooltip for everything that is drawn.

/** Shows lines near the pointer: the first in bold, the second as code, the rest quiet. */
function showTooltip(event, lines) {
  const tip = byId("tooltip");
  const tags = ["b", "code"];
  tip.replaceChildren(...lines.filter(Boolean).map((line, i) => element(tags[i] ?? "span", "", line)));
  tip.hidden = false;
  const gap = 14;
  const box = tip.getBoundingClientRect();
  const left = event.clientX + gap + box.width > innerWidth ? event.clientX - gap - box.width : event.clientX + gap;
  const top = event.clientY + gap + box.height > innerHeight ? event.clientY - gap - box.height : event.clientY + gap;
  tip.style.left = Math.max(4, left) + "px";
  tip.style.top = Math.max(4, top) + "px";
}

function hideTooltip() {
  byId("tooltip").hidden = true;
}
