// Scanned files go up one by one; the contact on each strip is sealed here before it leaves this machine.
import { sealContact } from "/static/dist/seal.js";

const form = document.querySelector("[data-scanning]");
const list = document.querySelector("[data-scanned]");
const address = `/api/v1/openings/${form.dataset.opening}`;
const zh = document.documentElement.lang.startsWith("zh");
const SAID = zh
  ? { done: "全部处理完。", sealed: "已密封。", none: "没有填写，已记下。", lost: "没有送到，请检查网络后再按一次。", kept: "已保存", repeated: "以前存过", ask: "请选怎样回复，或把姓名、电话、邮箱清空。", number: "请填写电话。", mail: "请填写电子邮箱。" }
  : { done: "All done.", sealed: "Sealed.", none: "Empty, noted.", lost: "Not delivered; check the connection and press again.", kept: "kept", repeated: "kept before", ask: "Choose how to answer, or empty name, phone and e-mail.", number: "Fill in the phone number.", mail: "Fill in the e-mail address." };
let slips = [];

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const files = [...form.querySelector("[type=file]").files];
  const bar = form.querySelector("[data-bar]");
  const progress = form.querySelector("[data-progress]");
  const button = form.querySelector("button");
  button.disabled = true;
  bar.hidden = files.length === 0;
  bar.max = files.length || 1;
  for (const [at, file] of files.entries()) {
    progress.textContent = `${at + 1} / ${files.length}`;
    await upload(file, {});
    bar.value = at + 1;
  }
  progress.textContent = files.length ? SAID.done : "";
  button.disabled = false;
  focusFirst();
});

async function ask(method, path, body) {
  const headers = { "X-CSRFToken": form.dataset.csrf, Accept: "application/json" };
  const isJson = !(body instanceof FormData) && body !== undefined;
  if (isJson) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method, headers, body: isJson ? JSON.stringify(body) : body });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.detail ?? String(answer.status));
  return found;
}

/** Send one file, or one page of it; each page of the answer gets its card. */
async function upload(file, fields, inPlaceOf) {
  const body = new FormData();
  body.append("files", file, file.name.slice(0, 100));
  Object.entries(fields).forEach(([name, value]) => body.append(name, value));
  let results;
  try {
    results = (await ask("POST", `${address}/scans`, body)).results;
  } catch (error) {
    results = [{ file: file.name, page: 1, status: "refused", sentence: error instanceof TypeError ? SAID.lost : error.message }];
  }
  for (const each of results) {
    const card = await show(each, file);
    inPlaceOf ? inPlaceOf.replaceWith(card) : list.append(card);
  }
}

async function show(result, file) {
  const kind = result.status === "repeated" ? "kept" : result.status;
  const card = document.querySelector(`[data-template=${kind}]`).content.firstElementChild.cloneNode(true);
  card.querySelector("[data-file]").textContent = `${result.file} · ${result.page}`;
  if (kind === "kept") showKept(card, result);
  else card.querySelector("[data-sentence]").textContent = result.sentence;
  if (kind === "unread") await showUnread(card, result, file);
  return card;
}

function showKept(card, result) {
  card.querySelector("[data-picture]").src = `/api/v1/scans/${result.scan_id}/picture`;
  card.querySelector("[data-serial]").textContent = String(result.serial).padStart(6, "0");
  card.querySelector("[data-kept]").textContent = SAID[result.status];
  const part = card.querySelector("[data-contact-part]");
  if (!result.strip) return part.remove();
  part.querySelector("[data-strip]").src = result.strip;
  const contactForm = part.querySelector("form");
  contactForm.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = contactForm.querySelector("[data-said]");
    try {
      const was = await keepContact(contactForm, result);
      part.replaceChildren(document.createTextNode(was ? SAID.sealed : SAID.none));
      focusFirst();
    } catch (error) {
      said.textContent = error instanceof TypeError ? SAID.lost : error.message;
    }
  });
}

/** Seal what was typed; nothing typed means that the strip is empty. */
async function keepContact(contactForm, result) {
  const given = (name) => contactForm.querySelector(`[data-contact=${name}]`).value.trim() || null;
  const contact = { name: given("name"), phone: given("phone"), email: given("email"), address: null,
    station_id: form.dataset.station, channel: given("channel") };
  const isAny = contact.name || contact.phone || contact.email;
  if (isAny && !contact.channel) throw new Error(SAID.ask);
  if (contact.channel === "sms" && !contact.phone) throw new Error(SAID.number);
  if (contact.channel === "email" && !contact.email) throw new Error(SAID.mail);
  if (contact.channel === "slip" && !contact.name && !contact.phone) throw new Error(SAID.ask);
  let sealed = { sealed_contact: null, contact_key: null };
  if (contact.channel) {
    const key = await ask("GET", "/api/v1/keys/contact");
    sealed = { sealed_contact: sealContact(key, result.opinion_id, contact), contact_key: key.fingerprint };
  }
  await ask("PUT", `/api/v1/slips/${result.slip_id}/contact`, sealed);
  return contact.channel !== null;
}

async function showUnread(card, result, file) {
  const picture = card.querySelector("[data-picture]");
  const seen = card.querySelector("[data-seen]");
  const cover = card.querySelector("[data-cover]");
  let turned = 0;
  picture.src = result.preview;
  const place = () => {
    cover.style.height = `${100 - Number(seen.value)}%`;
  };
  seen.addEventListener("input", place);
  place();
  card.querySelector("[data-turn]").addEventListener("click", async () => {
    turned = (turned + 90) % 360;
    picture.src = await turnedPicture(result.preview, -turned);
  });
  if (slips.length === 0) slips = (await ask("GET", `${address}/keyings`)).items;
  card.querySelector("[data-slips]").replaceChildren(...slips.map((each) => new Option(
    String(each.serial).padStart(6, "0"), each.slip_id, false, each.serial === result.serial)));
  card.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    await upload(file, { slip_id: card.querySelector("[data-slips]").value, page: result.page, turned,
      side: card.querySelector("[data-side]").value, seen: seen.value }, card);
    focusFirst();
  });
}

/** The preview as it will lie once it is turned. */
async function turnedPicture(address_, degrees) {
  const picture = new Image();
  picture.src = address_;
  await picture.decode();
  const canvas = document.createElement("canvas");
  const isAcross = Math.abs(degrees) % 180 === 90;
  canvas.width = isAcross ? picture.height : picture.width;
  canvas.height = isAcross ? picture.width : picture.height;
  const pen = canvas.getContext("2d");
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((degrees * Math.PI) / 180);
  pen.drawImage(picture, -picture.width / 2, -picture.height / 2);
  return canvas.toDataURL("image/jpeg", 0.85);
}

function focusFirst() {
  list.querySelector("[data-contact=channel]")?.focus();
}
