// The workbench's keys; everything they do can be done without them, and without this file.
"use strict";
(() => {
  const $ = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  let isBusy = false, side = "left", isKeeping = false, watching = 0;

  const say = (words, isWrong) => {
    const line = $("#said");
    line.textContent = words;
    line.classList.toggle("wrong", Boolean(isWrong));
  };
  const bench = () => $("#bench");
  const voices = () => all(".voice");
  const here = () => $(".voice.here") || voices()[0];
  const cards = () => all(".suggestion");
  const atCard = () => document.activeElement?.closest?.(".suggestion");
  const focus = (each) => {
    each.focus({ preventScroll: true });
    const top = $("#top-line").getBoundingClientRect().bottom, box = each.getBoundingClientRect();
    if (box.top < top + 8 || box.height > innerHeight - top) scrollBy({ top: box.top - top - 8, behavior: "instant" });
    else if (box.bottom > innerHeight) scrollBy({ top: Math.min(box.bottom - innerHeight + 8, box.top - top - 8), behavior: "instant" });
  };
  const look = (each) => {
    if (!each) return;
    side = "left";
    for (const other of voices()) other.classList.toggle("here", other === each);
    focus(each);
  };
  const step = (list, current, by) => list[Math.min(Math.max(list.indexOf(current) + by, 0), list.length - 1)];

  // differences character by character, longest common part first; long texts are left alone
  const compare = (old, now) => {
    const a = [...old], b = [...now], rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) {
      rows[i][j] = a[i] === b[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
    }
    const found = [];
    const put = (kind, letter) => { const last = found[found.length - 1]; if (last?.[0] === kind) last[1] += letter; else found.push([kind, letter]); };
    let i = 0, j = 0;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) { put("span", a[i++]); j++; }
      else if (j >= b.length || (i < a.length && rows[i + 1][j] >= rows[i][j + 1])) put("del", a[i++]);
      else put("ins", b[j++]);
    }
    return found;
  };
  const live = (area) => {
    const box = $("[data-live-diff]", area.form), put = area.value.split(/(?:修改|改)[为成]：/)[1];
    const statute = all("#statute p").map((each) => each.textContent).join("\n");
    box.hidden = !put || !statute || put.length * statute.length > 2e6;
    if (!box.hidden) $("p", box).replaceChildren(...compare(statute, put.trim()).map(([kind, words]) => Object.assign(document.createElement(kind), { textContent: words })));
  };

  const show = (text, url) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!$("#bench", page)) { location.reload(); return; }
    const shown = all("details[id][open]").map((each) => each.id), index = $(".index.sticky")?.scrollTop;
    for (const part of all("[data-live]", page)) document.getElementById(part.id).replaceWith(document.adoptNode(part));
    for (const id of shown) { const each = document.getElementById(id); if (each) each.open = true; }
    if (index !== undefined) $(".index.sticky").scrollTop = index;
    const wrong = $("#errors ul", page);
    say((wrong || $("p[role=status].note", page))?.textContent.trim() || "", Boolean(wrong));
    history.replaceState(null, "", url || bench().dataset.here);
    document.title = page.title;
    return Boolean(wrong);
  };
  const send = async (form, button) => {
    if (isBusy || !form || !button) return;
    isBusy = true;
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    const from = side, card = atCard()?.id;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "1" } });
      const isWrong = show(await answer.text());
      if (from === "right" && card && document.getElementById(card)) focus(document.getElementById(card));
      else if (here()) { look(here()); if (isWrong) $("details[open] textarea", here())?.focus(); }
      else $("[data-onward]")?.focus();
    } catch {
      say(bench().dataset.lost, true);
    }
    isBusy = false;
    watch();
  };
  const visit = async (link) => {
    if (isBusy || !link) return;
    isBusy = true;
    try {
      const answer = await fetch(link.href);
      show(await answer.text(), link.href);
      const anchor = new URL(link.href).hash.slice(1);
      if (anchor) { side = "right"; focus(document.getElementById(anchor)); } else if (here()) look(here()); else $("[data-onward]")?.focus();
    } catch {
      location.href = link.href;
    }
    isBusy = false;
    watch();
  };
  // what a job is doing is looked at again, unless somebody writes or acts meanwhile
  const watch = () => {
    clearTimeout(watching);
    if ($(".busy")) watching = setTimeout(refresh, 2000);
  };
  const refresh = async () => {
    const isQuiet = () => !isBusy && !document.hidden && !$("#bench details[open]:not(#statute):not(#set-aside)");
    try {
      const text = isQuiet() && await (await fetch(bench().dataset.here)).text();
      if (text && isQuiet()) {
        const said = $("#said").textContent, place = (side === "right" ? atCard() : here())?.id;
        show(text, location.href);
        say(said);
        const same = document.getElementById(place);
        if (same && side === "left") for (const each of voices()) each.classList.toggle("here", each === same);
        same?.focus({ preventScroll: true });
      }
    } catch { /* the next look will tell */ }
    watch();
  };
  const press = (button) => { if (button) send(button.form, button); };
  const open = (details, field) => {
    if (!details) return;
    details.open = true;
    $(field, details)?.focus();
  };
  const article = (by) => {
    const waits = all(".articles a[data-waits], .articles a[aria-current]"), current = $(".articles a[aria-current]");
    visit(step(waits, current, by));
  };
  const take = (number) => {
    const aside = $("details.aside[open]", here());
    if (aside) press($(`[data-reason="${number}"]`, aside));
    else press($(`[data-${isKeeping ? "keep" : "take"}="${number}"]`, here()));
    isKeeping = false;
  };
  const near = () => {
    const boxes = all("[name=near]", here()), on = !boxes.every((each) => each.checked);
    for (const box of boxes) box.checked = on;
  };
  const go = (by) => {
    const next = all(".left .pager a").pop(), page = (link) => Number(new URL(link.href).searchParams.get("page") || 1);
    if (side === "right" && atCard()) focus(step(cards(), atCard(), by));
    else if (by > 0 && here() === voices().pop() && next && page(next) > page({ href: location.href })) visit(next);
    else look(step(voices(), here(), by));
  };
  const keys = {
    j: () => go(1), k: () => go(-1), ArrowDown: () => go(1), ArrowUp: () => go(-1),
    J: () => article(1), K: () => article(-1),
    s: () => { isKeeping = true; say(here()?.querySelector("[data-keep]")?.title || ""); },
    n: () => open($("details.new", here()), "input"), N: () => press($("[data-key=N]", here())),
    x: () => { const each = $("details.aside", here()); if (each) { each.open = true; focus(here()); } },
    0: () => open($("details.aside[open]", here()), "textarea"),
    f: near, z: () => press($("[data-key=z]")), u: () => press($("[data-key=z]")),
    l: () => { side = "right"; if (cards()[0]) focus(cards()[0]); }, h: () => look(here()),
    ArrowRight: () => keys.l(), ArrowLeft: () => keys.h(),
    m: () => { const card = atCard() || $(".suggestion.open") || cards()[0]; if (card?.dataset.merge) location.href = card.dataset.merge; },
    e: () => open($("details.edit", atCard() || $(".right")), "textarea"),
    "/": () => $("#q")?.focus(), "?": () => $("#keys").showModal(),
    Enter: () => {
      const onward = $("[data-onward]");
      if (atCard()) visit($(".opener", atCard()));
      else if (onward) visit(onward);
      else here()?.classList.toggle("whole");
    },
  };

  const escape = (target) => {
    const details = target.closest("details.new, details.aside, details.edit"), link = $(".voice.here [data-key=Escape]");
    const opened = details || $("details.aside[open], details.new[open]", here() || document);
    if (opened) { opened.open = false; side === "left" ? look(here()) : focus(opened.closest("[tabindex]")); }
    else if (link) visit(link);
    else target.blur();
    isKeeping = false;
  };
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
    if ($("#keys").open || event.isComposing) return;
    if (event.key === "Escape") { event.preventDefault(); escape(event.target); return; }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const part = field?.closest("details");
      if (part) { event.preventDefault(); press($("[data-save]", part)); }
      return;
    }
    if (field || event.ctrlKey || event.metaKey || event.altKey) return;
    const isLink = event.key === "Enter" && event.target.closest("a, button, summary");
    if (isLink || event.key === " ") return;
    const digit = event.code.match(/^(?:Digit|Numpad)([1-5])$/);
    if (digit && side === "left") {
      event.preventDefault();
      isKeeping ||= event.shiftKey;
      take(digit[1]);
      return;
    }
    const isLetter = /^[a-z]$/i.test(event.key); // CapsLock must not make a new suggestion at once
    const key = isLetter ? event.key[event.shiftKey ? "toUpperCase" : "toLowerCase"]() : event.key;
    if (keys[key]) {
      event.preventDefault();
      if (key !== "s") isKeeping = false;
      keys[key]();
    }
  });
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.method === "get" || event.target.method === "dialog" || !button?.name || !event.target.closest("#bench, #top-line")) return;
    event.preventDefault();
    send(event.target, button);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#bench .opener, #bench .articles a, #bench [data-onward], #bench [data-key=Escape]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); visit(link); return; }
    const voice = event.target.closest(".voice");
    if (voice && !event.target.closest("button, a, input, textarea, summary, label")) look(voice);
    else if (voice) for (const each of voices()) each.classList.toggle("here", each === voice);
    if (event.target.closest(".suggestion")) side = "right"; else if (voice) side = "left";
  });
  document.addEventListener("input", (event) => { if (event.target.matches("[data-edit] [name=text]")) live(event.target); });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.edit[open]")) live($("[name=text]", event.target));
  }, true);

  watch();
  const flashed = $("p[role=status].note");
  if (flashed) say(flashed.textContent.trim());
  const current = $(".index.sticky [aria-current]"), index = current?.closest(".sticky");
  if (index?.scrollHeight > index?.clientHeight) index.scrollTop = current.offsetTop - index.clientHeight / 2;
  if ($("#errors")) $("#errors").focus(); else if (here()) here().focus({ preventScroll: true }); else $("[data-onward]")?.focus({ preventScroll: true });
})();
