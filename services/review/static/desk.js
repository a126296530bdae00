// Keys for the desks; everything they do can be done without them.
"use strict";
(() => {
  const list = document.querySelector("[data-keys=opinions]");
  const rows = list ? [...list.children] : [];
  let at = -1;

  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
  const move = (step) => {
    if (!rows.length) return;
    rows[at]?.classList.remove("here");
    at = Math.min(Math.max(at + step, 0), rows.length - 1);
    rows[at].classList.add("here");
    rows[at].querySelector("input").focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const keys = {
    j: () => move(1), k: () => move(-1),
    x: () => rows[at]?.querySelector("input").click(),
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      document.querySelector("[data-save]")?.requestSubmit();
      return;
    }
    if (event.key === "Escape") { document.activeElement.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const link = list ? null : document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    else if (list && keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  for (const all of document.querySelectorAll("[data-all]")) {
    all.addEventListener("change", () => {
      for (const box of all.form.querySelectorAll(`[name="${all.dataset.all}"]`)) box.checked = all.checked;
    });
  }
  const current = document.querySelector(".index.sticky [aria-current]");
  const index = current?.closest(".sticky");
  if (index?.scrollHeight > index?.clientHeight) index.scrollTop = current.offsetTop - index.clientHeight / 2;
  document.getElementById("errors")?.focus();
})();
