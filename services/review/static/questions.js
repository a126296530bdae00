// Drawing up focus questions without the page jumping: buttons change the form in its place, the preview follows.
const QUIET = 300; // milliseconds without a key before the preview is asked for

const find = () => document.querySelector("[data-questions]");
let asked = 0;

async function send(act) {
  const form = find();
  const body = new FormData(form);
  body.set("act", act);
  const turn = ++asked;
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body) });
  if (!answer.ok || turn !== asked) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-questions]");
}

async function change(button) {
  const [verb, id] = button.value.split(":");
  const form = await send(button.value);
  if (!form) return;
  const place = scrollY;
  find().replaceWith(document.adoptNode(form));
  listen();
  scrollTo({ top: place, behavior: "instant" });
  focusAfter(verb, id, button.value);
}

/** Where one goes on after a button: in the new question, at the same button, or at the question that followed. */
function focusAfter(verb, id, value) {
  const form = find();
  const texts = [...form.querySelectorAll('[name$="-text"]')];
  const wanted = verb === "add" || verb === "back" ? texts.at(-1) : form.querySelector(`button[value="${CSS.escape(value)}"]`)
    ?? (id && form.querySelector(`[name="${CSS.escape(id)}-text"]`)) ?? texts[0];
  wanted?.focus();
}

async function preview() {
  const form = await send("preview");
  const fresh = form ? [...form.querySelectorAll("[data-preview]")] : [];
  const shown = [...find().querySelectorAll("[data-preview]")];
  if (fresh.length === shown.length) shown.forEach((each, place) => each.replaceWith(document.adoptNode(fresh[place])));
}

function listen() {
  let waiting = 0;
  find()?.addEventListener("input", () => {
    clearTimeout(waiting);
    asked++; // what is on its way shows what was typed before
    waiting = setTimeout(preview, QUIET);
  });
  find()?.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    const act = event.submitter?.value ?? "save";
    if (act === "save") return;
    event.preventDefault();
    change(event.submitter);
  });
}

listen();
