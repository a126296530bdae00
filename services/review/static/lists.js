// Keys of the lists: j and k go up and down, Enter opens, / searches, Esc leaves, ? shows the keys.
"use strict";
(() => {
  const rows = [...document.querySelectorAll("[data-keys=rows] tbody tr")];
  let at = -1;
  const move = (step) => {
    if (!rows.length) return;
    rows[at]?.classList.remove("here");
    at = Math.min(Math.max(at + step, 0), rows.length - 1);
    rows[at].classList.add("here");
    (rows[at].querySelector("a") || rows[at]).focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const keys = {
    j: () => move(1), k: () => move(-1),
    "/": () => document.getElementById("q")?.focus(),
    "?": () => { const help = document.getElementById("keys"); if (help) help.open = !help.open; },
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { document.activeElement.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  document.getElementById("errors")?.focus();
})();
