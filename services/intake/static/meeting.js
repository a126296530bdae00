// The meetings desk by keyboard: a row is saved while the next one is being typed. Without this script the form works too.
import { sealContact } from "/static/dist/seal.js";

const form = document.querySelector("[data-entry]");
const field = (name) => form.elements.namedItem(name);
const say = (name) => form.dataset[name];
const articles = JSON.parse(say("articles"));
const stances = [...form.querySelectorAll("[name=stance]")];
const table = document.querySelector("[data-entries]");
const total = document.querySelector("[data-total]");
const error = form.querySelector("[data-entry-error]");
const SINGLE = ["reason", "public_name", "contact_name", "contact_to"];
const KEPT = ["id", "draft_version", "article", "text", "proposed_text", "reason", "public_name", "sealed_contact", "contact_key"];
const NUMBER = /^第?([1-9][0-9]{0,3})条?(?:[-.之_ ]([1-9][0-9]?))?条?$/;
const ANNEX = /^(?:附件?|[fF])([1-9][0-9]?)$/;
const PHONE = /^\+?[0-9 ()-]{5,30}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PAUSE = 3000;
const waiting = [];
const refusedRows = new Set();
let isSending = false;

/** The article as the list names it; "" is the whole draft, null is none. */
function articleOf(typed) {
  const words = typed.normalize("NFKC").trim();
  if (words === "" || words === "0") return "";
  const [, number, of] = NUMBER.exec(words) ?? [];
  const key = number ? (of ? `${number}-${of}` : number) : `f${ANNEX.exec(words)?.[1]}`;
  return key in articles ? key : null;
}

function captionOf(key) {
  return key === "" ? say("whole") : key === null ? say("unknown") : articles[key];
}

function showCaption() {
  const key = articleOf(field("article").value);
  const place = form.querySelector("[data-caption]");
  place.textContent = captionOf(key);
  place.classList.toggle("wrong", key === null);
  return key;
}

/** How the speaker is reached, or a sentence that says what is wrong. */
function contactOf() {
  const name = field("contact_name").value.trim() || null;
  const where = field("contact_to").value.normalize("NFKC").trim();
  const none = { name, phone: null, email: null, address: null, station_id: say("stationId"), channel: null };
  if (where.includes("@")) return EMAIL.test(where) ? { ...none, email: where, channel: "email" } : null;
  if (where) return PHONE.test(where) ? { ...none, phone: where, channel: "sms" } : null;
  return name ? { ...none, channel: "slip" } : undefined;
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Seal at once: from here on the contact in the clear is nowhere. */
function seal() {
  const contact = contactOf();
  if (contact) {
    const key = { fingerprint: say("fingerprint"), public_key: say("key") };
    field("sealed_contact").value = sealContact(key, field("id").value, contact);
    field("contact_key").value = key.fingerprint;
  }
  field("contact_name").value = field("contact_to").value = "";
}

function fault() {
  if (showCaption() === null) return ["article", say("unknown")];
  if (!field("text").value.trim()) return ["text", say("wordless")];
  if (contactOf() === null) return ["contact_to", say("unreachable")];
  return null;
}

function save() {
  const wrong = fault();
  error.textContent = wrong ? wrong[1] : "";
  if (wrong) {
    field(wrong[0]).focus();
    return;
  }
  seal();
  const values = Object.fromEntries(KEPT.map((name) => [name, field(name).value]));
  values.stance = stances.find((each) => each.checked).value;
  waiting.push({ values, row: addRow(values) });
  clear();
  void drain();
}

function clear() {
  for (const name of ["text", "proposed_text", "reason", "public_name", "sealed_contact", "contact_key"]) field(name).value = "";
  form.querySelector("[data-sealed]").textContent = "";
  field("id").value = newId();
  stances.at(-1).checked = true;
  showCaption();
  toArticle();
}

function toArticle() {
  field("article").focus();
  field("article").select();
}

function addRow(values) {
  const row = document.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
  const stance = stances.find((each) => each.checked).closest("label").lastChild.textContent.trim();
  const cells = [Number(total.textContent) + 1, captionOf(articleOf(values.article)), stance, values.text, say("saving")];
  [...row.cells].forEach((cell, place) => ((cell.firstElementChild ?? cell).textContent = cells[place]));
  table.tBodies[0].prepend(row);
  table.hidden = false;
  document.querySelector("[data-empty]").hidden = true;
  total.textContent = cells[0];
  return row;
}

/** One at a time, in order; what could not be sent is sent again, what was refused is offered for correction. */
async function drain() {
  if (isSending) return;
  isSending = true;
  while (waiting.length) {
    const next = waiting[0];
    const state = next.row.querySelector("[data-state]");
    try {
      const answer = await post(next.values);
      const told = await answer.json();
      waiting.shift();
      if (answer.ok) state.textContent = told.receipt;
      else refuse(next, state, told);
    } catch {
      state.textContent = say("failed");
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }
  isSending = false;
}

async function post(values) {
  const body = new URLSearchParams({ ...values, csrf_token: field("csrf_token").value });
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.status >= 500 || answer.status === 429) throw new Error(`status ${answer.status}`);
  return answer;
}

function refuse(refused, state, told) {
  const sentences = Object.values(told.errors ?? {}).flat();
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = say("amend");
  button.addEventListener("click", () => amend(refused));
  state.replaceChildren(`${sentences[0] ?? told.detail} `, button);
  state.classList.add("wrong");
  refusedRows.add(refused);
}

/** Put a refused row back into the form, in place of what is empty there. */
function amend(refused) {
  for (const name of KEPT) field(name).value = refused.values[name];
  stances.find((each) => each.value === refused.values.stance).checked = true;
  form.querySelector("[data-sealed]").textContent = refused.values.sealed_contact ? say("sealed") : "";
  refused.row.remove();
  refusedRows.delete(refused);
  total.textContent = Number(total.textContent) - 1;
  showCaption();
  toArticle();
}

function help() {
  const keys = document.getElementById("keys");
  keys.open = !keys.open;
}

/** Where Enter goes from a field of one line. */
function next(name) {
  if (name === "article") {
    if (showCaption() !== null) stances.find((each) => each.checked).focus();
  } else if (name === "stance") field("text").focus();
  else field(SINGLE[SINGLE.indexOf(name) + 1] ?? "article").focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

form.addEventListener("keydown", (event) => {
  const { name, type } = event.target;
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    save();
  } else if (event.key === "Enter" && (type === "radio" || (event.target.matches("input") && name))) {
    event.preventDefault();
    next(name);
  } else if (event.key === "Escape") toArticle();
  else if (event.key === "?" && (name === "article" || name === "stance")) {
    event.preventDefault();
    help();
  } else if (name === "stance" && stances[Number(event.key) - 1]) {
    event.preventDefault();
    stances[Number(event.key) - 1].checked = true;
    field("text").focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "?" && !event.target.matches("input, textarea, select")) help();
});

field("article").addEventListener("input", showCaption);
addEventListener("beforeunload", (event) => {
  if (waiting.length || refusedRows.size) event.preventDefault();
});
showCaption();
toArticle();
