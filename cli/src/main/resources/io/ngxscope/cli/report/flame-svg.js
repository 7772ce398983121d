"use strict";
// Search and zoom for a flame graph that lies in the document as rectangles. All text comes from the
// document and goes back as text nodes only.
(function () {
  const characterWidth = 6.9;
  const side = 10;
  let boxes = [];
  let byId;
  let width;

  function start() {
    byId = (id) => document.getElementById(id);
    width = document.documentElement.viewBox.baseVal.width;
    boxes = Array.from(document.querySelectorAll(".func_g"), describe);
    document.documentElement.addEventListener("click", onClick);
    document.documentElement.addEventListener("mouseover", onHover);
    document.addEventListener("keydown", onKey);
    document.documentElement.setAttribute("data-drawn", String(boxes.length));
  }

  function describe(group) {
    const rect = group.querySelector("rect");
    const title = group.querySelector("title").textContent;
    const x = Number(rect.getAttribute("x"));
    const w = Number(rect.getAttribute("width"));
    return {
      group, rect, x, w, title,
      y: Number(rect.getAttribute("y")),
      text: group.querySelector("text"),
      name: title.replace(/ \([^()]*\)$/, "")
    };
  }

  function boxOf(target) {
    const group = target.closest ? target.closest(".func_g") : null;
    return group ? boxes.find((box) => box.group === group) : undefined;
  }

  function onClick(event) {
    if (event.target.id === "unzoom") {
      zoom(null);
    } else if (event.target.id === "search") {
      askAndSearch();
    } else if (boxOf(event.target)) {
      zoom(boxOf(event.target));
    }
  }

  function onHover(event) {
    const box = boxOf(event.target);
    byId("details").textContent = box ? box.title : " ";
  }

  function onKey(event) {
    if (event.key === "/" || (event.ctrlKey && event.key === "f")) {
      event.preventDefault();
      askAndSearch();
    } else if (event.key === "Escape") {
      zoom(null);
      search("");
    }
  }

  function zoom(target) {
    document.documentElement.classList.toggle("zoomed", Boolean(target));
    const from = target ? target.x : side;
    const span = target ? target.w : width - 2 * side;
    const scale = (width - 2 * side) / span;
    const slack = 0.06; // coordinates are rounded to a tenth
    for (const box of boxes) {
      const above = !target || box.y <= target.y;
      const inside = box.x >= from - slack && box.x + box.w <= from + span + slack;
      const parent = target && box.y > target.y && box.x <= from + slack && box.x + box.w >= from + span - slack;
      box.group.classList.toggle("parent", Boolean(parent));
      box.group.classList.toggle("hidden", !parent && !(above && inside));
      place(box, parent ? side : side + (box.x - from) * scale, parent ? width - 2 * side : box.w * scale);
    }
  }

  function place(box, x, w) {
    box.rect.setAttribute("x", x.toFixed(1));
    box.rect.setAttribute("width", w.toFixed(1));
    box.text.setAttribute("x", (x + 3).toFixed(1));
    const room = Math.floor((w - 6) / characterWidth);
    const name = Array.from(box.name);
    box.text.textContent = room < 3 ? "" : name.length <= room ? box.name : name.slice(0, room - 2).join("") + "..";
  }

  function askAndSearch() {
    const term = prompt("Name or file to look for (text, not case-sensitive)", "");
    if (term !== null) {
      search(term);
    }
  }

  function search(term) {
    const wanted = term.toLowerCase();
    let matched = 0;
    let end = -1;
    const hits = boxes.filter((box) => {
      const hit = wanted !== "" && box.name.toLowerCase().includes(wanted);
      box.group.classList.toggle("match", hit);
      return hit;
    });
    // Boxes within a matching one count once.
    hits.sort((a, b) => a.x - b.x || b.w - a.w);
    for (const box of hits) {
      if (box.x + box.w > end + 0.06) {
        matched += box.x + box.w - Math.max(box.x, end);
        end = box.x + box.w;
      }
    }
    const percent = (100 * matched) / (width - 2 * side);
    byId("matched").textContent = wanted === "" ? " " : "Matched: " + percent.toFixed(1) + "%";
    byId("search").textContent = wanted === "" ? "Search" : "Search: " + term;
  }

  window.addEventListener("load", start);
})();
