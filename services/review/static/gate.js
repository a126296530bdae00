// Keys of the gate and the approval; everything they do can be done without them.
"use strict";
(() => {
  const cards = [...document.querySelectorAll("[data-card]")];
  const bulk = document.getElementById("bulk");
  const ask = document.querySelector("[data-ask]");
  const MANY = 12;
  let at = -1;

  const boxes = () => [...document.querySelectorAll("[name=suggestion_ids][type=checkbox]")];
  const box = () => cards[at]?.querySelector("[name=suggestion_ids]");
  const go = (to) => {
    if (!cards.length) return;
    cards[at]?.classList.remove("here");
    at = Math.min(Math.max(to, 0), cards.length - 1);
    cards[at].classList.add("here");
    cards[at].focus({ preventScroll: true });
    cards[at].scrollIntoView({ block: "nearest" });
  };
  const write = () => cards[at]?.querySelector(".judge textarea")?.focus();
  const flip = (id) => { const part = document.getElementById(id); if (part) part.open = !part.open; };
  const keys = {
    j: () => go(at + 1), k: () => go(at - 1),
    x: () => box()?.click(),
    p: () => cards[at]?.querySelector("[data-pass]")?.click(),
    r: write,
    o: () => { const more = cards[at]?.querySelector("details"); if (more) more.open = !more.open; },
    "/": () => document.getElementById("q")?.focus(),
    "?": () => flip("keys"),
  };
  const send = (target) => {
    const judge = target.closest?.(".judge");
    if (judge) { judge.querySelector("[data-revise]").click(); return; }
    if (ask) { ask.requestSubmit(); return; }
    if (boxes().some((each) => each.checked)) bulk?.requestSubmit(bulk.querySelector(".primary") ?? document.querySelector("#bulk .primary"));
  };
  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); send(event.target); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  for (const card of cards) {
    card.addEventListener("focusin", () => { if (cards[at] !== card) { cards[at]?.classList.remove("here"); at = cards.indexOf(card); card.classList.add("here"); } });
  }

  const count = () => {
    const picked = cards.filter((each) => each.querySelector("[name=suggestion_ids]")?.checked);
    const first = picked.slice(0, MANY).map((each) => each.dataset.no).join("、");
    for (const number of document.querySelectorAll("[data-picked]")) number.textContent = picked.length;
    for (const words of document.querySelectorAll("[data-numbers]")) words.textContent = first + (picked.length > MANY ? "…" : "");
    for (const all of document.querySelectorAll("[data-group]")) {
      all.checked = [...all.closest("section").querySelectorAll("[name=suggestion_ids]")].every((each) => each.checked);
    }
  };
  for (const all of document.querySelectorAll("[data-all-of], [data-group]")) {
    all.addEventListener("change", () => {
      const inside = all.closest("section")?.querySelectorAll("[name=suggestion_ids]") ?? boxes();
      for (const each of inside) if (!each.disabled) each.checked = all.checked;
      count();
    });
  }
  document.addEventListener("change", (event) => { if (event.target.name === "suggestion_ids") count(); });
  count();
  if (!document.getElementById("errors") && !ask) go(0);
})();
