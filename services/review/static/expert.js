// The expert's desk: keys, the live difference, the draft that keeps itself. All of it can be done without.
import { differences } from "./difference.js";

const QUIET = 1500; // milliseconds without a key before the draft is kept
const LONGEST = 5000; // and never later than this after the first change
const form = document.getElementById("assess");
const find = (selector) => document.querySelector(selector);

/* ---- the difference while one types ---- */

const wording = form?.elements.namedItem("proposed_text");
const base = find("#draft-words")?.content.textContent ?? "";

function showChanges() {
  const box = find("#changes");
  if (!box) return;
  const pieces = wording.value.trim() ? differences(base, wording.value.trim()) : [];
  box.hidden = !pieces.some((each) => each.kind !== "same");
  box.querySelector("[data-changes]").replaceChildren(...pieces.map(({ kind, text }) => {
    const node = kind === "same" ? document.createTextNode(text)
      : document.createElement(kind === "removed" ? "del" : "ins");
    if (kind !== "same") node.textContent = text;
    return node;
  }));
}

/** Put a wording in the box so that Ctrl+Z takes it out again. */
function fill(id) {
  const words = document.getElementById(id)?.content.textContent ?? "";
  wording.focus();
  wording.select();
  if (!document.execCommand("insertText", false, words)) {
    wording.value = words;
    wording.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/* ---- the draft ---- */

let stored = "", waiting = 0, since = 0, busy = null, leaving = false;
let paused = Boolean(find(".overlap")); // two texts are shown: the reader chooses first

function typed() {
  const fields = new URLSearchParams(new FormData(form));
  fields.delete("csrf_token");
  fields.delete("version");
  return fields;
}

const isDirty = () => !paused && typed().toString() !== stored;

function plan() {
  const now = Date.now();
  since ||= now;
  clearTimeout(waiting);
  waiting = setTimeout(keep, Math.max(0, Math.min(QUIET, since + LONGEST - now)));
}

function say(words, bad = false) {
  const place = find("#kept");
  place.textContent = words;
  place.classList.toggle("bad", bad);
}

/** Keep the draft if anything changed. True: it is safe, or the server has said why it cannot be. */
function keep() {
  clearTimeout(waiting);
  since = 0;
  busy = (busy ?? Promise.resolve()).then(() => (isDirty() ? send() : !paused));
  return busy;
}

async function send(again = true) {
  const fields = typed();
  const sent = fields.toString();
  fields.set("csrf_token", form.elements.namedItem("csrf_token").value);
  fields.set("version", form.elements.namedItem("version").value);
  let answer;
  try {
    answer = await fetch(form.dataset.draft, { method: "POST", body: fields, headers: { Accept: "application/json" },
      keepalive: leaving && sent.length < 60_000 });
  } catch {
    say(form.dataset.unsaved, true);
    return false;
  }
  if (answer.ok) return settle(sent, await answer.json());
  if (answer.status === 401) {
    say(form.dataset.signedOut, true);
    return false;
  }
  if (answer.status === 403 && again && await renew()) return send(false);
  return refused(answer);
}

function settle(sent, { version, saved }) {
  stored = sent;
  form.elements.namedItem("version").value = version;
  say(`${form.dataset.saved} ${saved}`);
  return true;
}

/** A page that stood open for hours needs a new leave to post. */
async function renew() {
  const page = await fetch(location.href, { headers: { Accept: "text/html" } });
  const token = page.redirected || !page.ok ? null
    : new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrf_token]");
  for (const each of token ? document.querySelectorAll("[name=csrf_token]") : []) each.value = token.value;
  return Boolean(token);
}

async function refused(answer) {
  if (answer.headers.get("Content-Type")?.startsWith("text/html")) {
    overlap(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".overlap"));
    return false;
  }
  const problem = await answer.json();
  say(Object.values(problem.errors ?? {})[0]?.[0] ?? problem.detail, true);
  return true; // a form that is sent now comes back with the reason and all that was typed
}

/** Another window was faster: both texts, and the reader chooses. */
function overlap(panel) {
  paused = true;
  const place = find("#overlap");
  place.replaceChildren(document.adoptNode(panel));
  place.querySelector("[data-plain]").hidden = true;
  const mine = place.querySelector("[data-mine]");
  mine.hidden = false;
  mine.addEventListener("click", () => {
    form.elements.namedItem("version").value = panel.dataset.version;
    place.replaceChildren();
    paused = false;
    keep();
  });
  panel.scrollIntoView({ block: "center" });
}

let isSending = false;

async function submit(event) {
  if (isSending === "now") return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  const isChosen = paused && !find("#overlap .overlap"); // the server has shown both, and this one is sent again
  const isSafe = isChosen || await keep();
  await new Promise((done) => { setTimeout(done); }); // a form that is being submitted cannot be submitted again
  if (isSafe) {
    isSending = "now";
    paused = true;
    form.requestSubmit(event.submitter ?? undefined);
  }
  isSending = false;
}

/* ---- keys ---- */

const scales = [...document.querySelectorAll(".scale-of")];
const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select");

function choose(radio) {
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("input", { bubbles: true }));
}

function look(group) {
  (group?.querySelector(":checked") ?? group?.querySelector("input"))?.focus();
}

function score(key) {
  const here = document.activeElement.closest(".scale-of") ?? scales.find((each) => !each.querySelector(":checked"));
  if (!here) return;
  choose(here.querySelector(`[value="${key}"]`));
  look(scales[scales.indexOf(here) + 1] ?? find("#verdict"));
}

function back() {
  const here = scales.indexOf(document.activeElement.closest(".scale-of"));
  look(scales[here < 0 ? scales.length - 1 : Math.max(here - 1, 0)]);
}

function write(box) {
  find("#more").open = true;
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

function edit() {
  find("#more").open = true;
  if (!wording.value.trim()) fill(find("#draft-words") ? "draft-words" : "opinion-words");
  write(wording);
}

async function go(key) {
  const link = find(`[data-go="${key}"]`);
  if (link && await keep()) location.assign(link.href);
}

function abstain() {
  const part = find("#back");
  if (!part) return;
  part.open = true;
  part.querySelector("[name=usual][value=field]").checked = true;
  part.querySelector("button").focus();
}

const keys = {
  e: edit, n: () => write(form.elements.namedItem("note")), j: () => go("j"), k: () => go("k"),
  l: () => form.querySelector("[value=later]")?.click(), 0: abstain, Backspace: back,
  "?": () => find("#keys").showModal(),
};

function press(event) {
  if (event.isComposing || event.keyCode === 229 || find("#keys").open) return; // an input method is at work
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    if (!event.repeat) form.querySelector(".bar .primary")?.click();
    return;
  }
  if (event.key === "Escape") document.activeElement.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const radio = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const act = radio ? () => choose(radio) : /^[1-5]$/.test(key) ? () => score(key) : keys[key];
  if (act) {
    event.preventDefault();
    act();
  }
}

/* ---- all together ---- */

if (form) {
  stored = typed().toString();
  for (const part of [form, find(".writing")]) part.addEventListener("input", plan);
  form.addEventListener("submit", submit);
  wording.addEventListener("input", showChanges);
  for (const button of document.querySelectorAll("[data-fill]")) {
    button.addEventListener("click", (event) => { event.preventDefault(); fill(button.dataset.fill); });
  }
  document.addEventListener("keydown", press);
  document.addEventListener("visibilitychange", () => {
    leaving = document.visibilityState === "hidden";
    if (leaving) keep();
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-theirs]")) paused = true; });
  find("#keys-hint").hidden = false;
  showChanges();
}
const rows = [...document.querySelectorAll("[data-rows] td a")];
if (rows.length) {
  find("[data-keys]").hidden = false;
  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key];
    if (!step || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    rows[Math.min(Math.max(rows.indexOf(document.activeElement) + step, 0), rows.length - 1)].focus();
  });
}
const current = find(".queue [aria-current]");
const list = current?.closest(".sticky");
if (list && list.scrollHeight > list.clientHeight) list.scrollTop = current.offsetTop - list.clientHeight / 2;
find("#errors")?.focus();
