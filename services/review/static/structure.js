// Keys, the mouse and live answers for looking a draft over; everything they do can be done without them.
"use strict";
(() => {
  const form = document.getElementById("proof");
  const KINDS = { c: "chapter", s: "section", a: "article", p: "paragraph", i: "item", d: "point", x: "annex", b: "part", o: "noise" };
  const STOPS = /[，。；：、]/;
  let isTyped = false; // t was pressed: the next key says what it is
  let isBusy = false;

  const here = () => form.querySelector("[name=at]:checked");
  const lines = () => [...form.querySelectorAll("[name=at]")];
  const wordsOf = (radio) => radio.closest(".line").querySelector(".words");
  const say = (words, isBad = false) => {
    const said = document.getElementById("said");
    said.textContent = words;
    said.classList.toggle("bad", isBad);
  };
  const choose = (radio, isMoved = true) => {
    radio.checked = true;
    radio.focus({ preventScroll: true });
    if (isMoved) radio.closest(".line").scrollIntoView({ block: "nearest", behavior: "instant" });
  };
  const move = (step) => {
    const all = lines();
    const to = all.indexOf(here()) + step;
    getSelection().removeAllRanges();
    if (all[to]) choose(all[to]);
    else form.querySelector(step > 0 ? ".pager a:last-child" : ".pager a:first-child")?.click();
  };

  // a place inside the line: what is selected, counted in characters as the server counts them
  const selected = () => {
    const selection = getSelection();
    const radio = here();
    if (!radio || !selection.rangeCount) return [0, 0];
    const range = selection.getRangeAt(0), words = wordsOf(radio);
    if (!words.contains(range.startContainer)) return [0, 0];
    const before = document.createRange();
    before.selectNodeContents(words);
    before.setEnd(range.startContainer, range.startOffset);
    const inside = [...before.toString()].length;
    const length = words.contains(range.endContainer) ? [...range.toString()].length : [...words.textContent].length - inside;
    return [inside, length];
  };
  const begin = (step, isFar) => {
    const node = wordsOf(here()).firstChild;
    if (!node) return;
    const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
    let at = range && range.startContainer === node ? range.startOffset : 0;
    do { at += step; } while (isFar && at > 0 && at < node.length && !STOPS.test(node.data[at - 1]));
    if (/[\udc00-\udfff]/.test(node.data[at] || "")) at += step; // never inside a character of two units
    if (at <= 0 || at >= node.length) getSelection().removeAllRanges();
    else getSelection().setBaseAndExtent(node, at, node, node.length);
  };

  const show = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.getElementById("proof");
    if (!fresh) { location.reload(); return; }
    for (const part of page.querySelectorAll("[data-live]")) document.getElementById(part.id).replaceWith(document.adoptNode(part));
    form.action = fresh.getAttribute("action");
    const wrong = page.querySelector("#errors ul");
    say((wrong || page.querySelector("[role=status].note"))?.textContent.trim() || "", Boolean(wrong));
  };
  const send = async (act) => {
    const radio = here();
    if (isBusy || (!radio && act !== "undo")) return;
    isBusy = true;
    const top = radio?.closest(".line").getBoundingClientRect().top;
    const [inside, length] = selected();
    const body = new FormData(form);
    for (const [name, value] of Object.entries({ act, inside, length })) body.set(name, value);
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      show(await answer.text());
      if (answer.redirected) history.replaceState(null, "", new URL(answer.url).pathname + new URL(answer.url).search);
      document.getElementById("number").value = document.getElementById("words").value = "";
    } catch {
      say(form.dataset.lost, true);
    }
    isBusy = false;
    const now = here();
    if (!now) return;
    choose(now, false);
    if (top !== undefined) scrollBy({ top: now.closest(".line").getBoundingClientRect().top - top, behavior: "instant" });
  };

  const renumber = () => {
    const number = document.getElementById("number");
    number.value = here()?.dataset.number || "";
    number.focus();
    number.select();
  };
  const remark = () => {
    const after = here() ? Number(here().value) : -1;
    const links = [...document.querySelectorAll("#remarks a")];
    const place = (link) => Number(new URL(link.href).searchParams.get("at"));
    (links.find((link) => place(link) > after) || links[0])?.click();
  };
  const help = () => {
    const keys = document.getElementById("keys");
    keys.open = !keys.open;
    if (keys.open) keys.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1),
    s: () => send("paragraph"), m: () => send("join"), Backspace: () => send("join"), u: () => send("undo"),
    n: renumber, t: () => { isTyped = true; say(form.dataset.ask); }, w: remark, "?": help,
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (field) {
      if (event.key === "Escape") { event.preventDefault(); here()?.focus(); }
      if (event.key === "Enter" && field.id === "number") { event.preventDefault(); send("number"); }
      return;
    }
    if (event.ctrlKey && (event.key === "ArrowRight" || event.key === "ArrowLeft") && here()) {
      event.preventDefault();
      begin(event.key === "ArrowRight" ? 1 : -1, true);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isOfForm = event.target.matches("[name=at]") || event.target === document.body;
    if (isTyped) {
      isTyped = false;
      say("");
      if (KINDS[event.key]) { event.preventDefault(); send(KINDS[event.key]); }
      return;
    }
    if (event.key.startsWith("Arrow") && !isOfForm) return;
    if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && here()) {
      event.preventDefault();
      begin(event.key === "ArrowRight" ? 1 : -1, false);
    } else if (event.key === "Enter" && event.target.matches("[name=at]")) event.preventDefault();
    else if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  form.addEventListener("submit", (event) => {
    if (!event.submitter || event.submitter.name !== "act") return;
    event.preventDefault();
    send(event.submitter.value);
  });
  form.addEventListener("mouseup", () => { // what is selected by dragging belongs to its own line
    const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
    if (!range || range.collapsed) return;
    const line = (range.startContainer.parentElement || form).closest(".line");
    if (line) line.querySelector("[name=at]").checked = true;
  });
  form.addEventListener("click", (event) => {
    const block = event.target.closest(".node")?.closest(".block");
    if (block) choose(block.querySelector("[name=at]"), false);
  });
  // a button must not take the selection away before it is read
  form.addEventListener("mousedown", (event) => { if (event.target.closest(".acts button")) event.preventDefault(); });

  // a remark leads to its line: chosen at once if it is on this page, else on the page that holds it
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#remarks a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const place = Number(new URL(link.href).searchParams.get("at"));
    const all = lines();
    const line = all.findLast((each) => Number(each.value) <= place);
    if (!line || (line === all.at(-1) && Number(line.value) !== place)) { location.assign(link.href.split("#")[0]); return; }
    getSelection().removeAllRanges();
    choose(line, false);
    line.closest(".line").scrollIntoView({ block: "center", behavior: "instant" });
  });

  addEventListener("load", () => {
    if (!here() || document.getElementById("errors")) return;
    here().focus({ preventScroll: true });
    if (new URLSearchParams(location.search).has("at")) here().closest(".line").scrollIntoView({ block: "center", behavior: "instant" });
  });
})();
