// The keying desk by keyboard alone: the picture is zoomed and turned, fields are gone through, a slip is kept.
const form = document.querySelector("[data-keying], [data-deciding]");
const viewer = document.querySelector("[data-viewer]");
const STEP = 80;

if (viewer) {
  const sheet = viewer.querySelector(".sheet");
  const pictures = [...viewer.querySelectorAll("img")];
  const view = { zoom: 1, turned: 0, side: 0 };
  const place = () => {
    pictures.forEach((each, at) => (each.hidden = at !== view.side));
    const picture = pictures[view.side];
    const ratio = picture.naturalHeight / (picture.naturalWidth || 1);
    const width = sheet.clientWidth * view.zoom;
    const shifts = { 0: "", 90: `translate(${width * ratio}px, 0) `, 180: `translate(${width}px, ${width * ratio}px) `, 270: `translate(0, ${width}px) ` };
    picture.style.width = `${width}px`;
    picture.style.transform = `${shifts[view.turned]}rotate(${view.turned}deg)`;
  };
  const acts = {
    in: () => (view.zoom = Math.min(4, view.zoom * 1.25)),
    out: () => (view.zoom = Math.max(0.4, view.zoom / 1.25)),
    turn: () => (view.turned = (view.turned + 90) % 360),
    side: () => (view.side = (view.side + 1) % pictures.length),
  };
  const act = (name) => { acts[name](); place(); };
  viewer.querySelectorAll("[data-view]").forEach((each) => each.addEventListener("click", () => act(each.dataset.view)));
  pictures.forEach((each) => (each.complete ? place() : each.addEventListener("load", place)));
  addEventListener("resize", place);
  const keys = { F6: "side", F7: "out", F8: "in", F9: "turn" };
  const ways = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] };
  addEventListener("keydown", (event) => {
    if (keys[event.key]) {
      event.preventDefault();
      act(keys[event.key]);
    } else if (event.altKey && ways[event.key]) {
      event.preventDefault();
      sheet.scrollBy(...ways[event.key]);
    }
  });
}

if (form) {
  form.querySelector("[autofocus]")?.focus(); // at once: the browser does it with the next picture, after the first keys
  let sent = false;
  form.addEventListener("submit", (event) => (sent ? event.preventDefault() : (sent = true)));
  addEventListener("pageshow", () => (sent = false));
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

const isRadio = (field) => field instanceof HTMLInputElement && field.type === "radio";

if (form?.matches("[data-keying]")) {
  const stops = () => [...form.querySelectorAll("input:not([type=hidden]), textarea")].filter(
    (each) => each.offsetParent !== null && (!isRadio(each) || each.checked));
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.ctrlKey || event.altKey || field instanceof HTMLTextAreaElement || !(field instanceof HTMLInputElement)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      const all = stops();
      const at = all.findIndex((each) => each === field || (isRadio(each) && each.name === field.name));
      (all[at + 1] ?? form.querySelector("button")).focus();
    } else if (isRadio(field) && /^[1-9]$/.test(event.key)) {
      const chosen = form.querySelectorAll(`input[name="${CSS.escape(field.name)}"]`)[Number(event.key) - 1];
      if (chosen) {
        event.preventDefault();
        chosen.checked = true;
        chosen.focus();
      }
    }
  });
}

if (form?.matches("[data-deciding]")) {
  const rows = [...form.querySelectorAll(".difference")];
  const values = { 1: "first", 2: "second", e: "edit", E: "edit" };
  rows.forEach((row, at) => row.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("textarea, input:not([type=radio])");
    const value = values[event.key];
    if (isTyping || !value || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    row.querySelector(`[value=${value}]`).checked = true;
    const next = value === "edit" ? row.querySelector("textarea, select, input:not([type=radio])") : rows[at + 1];
    (next ?? form.querySelector("button")).focus();
  }));
}
