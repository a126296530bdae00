// The opinion form, a little easier: the e-mail field asks for itself, and a proposed wording shows what it changes.
const form = document.querySelector("form[data-seal]");
const LONGEST = 1_000_000;

const address = form.querySelector("[data-contact=email]");
const channels = [...form.querySelectorAll("[data-contact=channel]")];
const contact = [...form.querySelectorAll("[data-contact=email], [data-contact=name]")];

function askAddress() {
  const chosen = channels.find((each) => each.checked)?.value ?? "";
  address.required = chosen === "email" && !form.elements.sealed_contact.value;
  form.dataset.chosen = chosen;
  if (chosen === "") {
    contact.forEach((field) => (field.value = ""));
    form.elements.sealed_contact.value = "";
    form.elements.contact_key.value = "";
  }
}

// A second listener on submit runs after the sealing has begun reading; the choice is therefore settled on change.
channels.forEach((each) => each.addEventListener("change", askAddress));
if (channels.some((each) => each.checked && each.value === "email")) askAddress();

const wording = form.querySelector("[data-original]");
if (wording) {
  const place = form.querySelector("[data-preview]");
  const shown = place.querySelector("[data-changes]");
  const show = () => {
    const original = wording.dataset.original;
    place.hidden = wording.value.trim() === original.trim();
    shown.replaceChildren(...changes([...original], [...wording.value]).map(piece));
  };
  wording.addEventListener("input", show);
  show();
}

function piece([kind, text]) {
  if (kind === "same") return text;
  const element = document.createElement(kind);
  element.textContent = text;
  return element;
}

/** What changed, character by character: [kind, text] pieces in order. */
function changes(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const least = Math.min(before.length, after.length) - start;
  while (end < least && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const middle = between(before.slice(start, before.length - end), after.slice(start, after.length - end));
  const all = [["same", before.slice(0, start).join("")], ...middle, ["same", before.slice(before.length - end).join("")]];
  return all.filter(([, text]) => text);
}

function between(before, after) {
  if (before.length * after.length > LONGEST) return [["del", before.join("")], ["ins", after.join("")]];
  const common = lengths(before, after);
  const pieces = [];
  const add = (kind, letter) => {
    const last = pieces.at(-1);
    if (last?.[0] === kind) last[1] += letter;
    else pieces.push([kind, letter]);
  };
  let i = 0;
  let j = 0;
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) add("same", before[i++]), j++;
    else if (common[i + 1][j] >= common[i][j + 1]) add("del", before[i++]);
    else add("ins", after[j++]);
  }
  while (i < before.length) add("del", before[i++]);
  while (j < after.length) add("ins", after[j++]);
  return pieces;
}

function lengths(before, after) {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      rows[i][j] = before[i] === after[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
    }
  }
  return rows;
}
