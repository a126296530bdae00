/** The public opinion form: what its contact fields hold is sealed here, and only the sealed text travels. */
import { type Contact, fetchContactKey, sealContact } from "./contact.ts";
import { keepSecret } from "./withdrawal.ts";

const REACHED_BY = ["name", "phone", "email", "address"] as const;
const FAILED = {
  zh: "联系方式没能加密，意见还没有提交，您填写的内容都还在。请检查网络后再按一次提交；也可以清空联系方式，不留名提交。",
  en: "Your contact could not be sealed, so nothing has been sent and all you wrote is still here. Check the connection " +
    "and submit again, or empty the contact fields and submit without a name.",
};

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Take over a form's submitting: seal first, then send. */
export function watch(form: HTMLFormElement): void {
  let busy = false;
  addEventListener("pageshow", () => (busy = false)); // the page may come back from the browser's memory
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!busy) {
      busy = true;
      void send(form, event.submitter).catch(() => say(form)).finally(() => (busy = false));
    }
  });
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const opinionId = form.dataset["opinionId"] ?? "";
  await seal(form, opinionId);
  const hash = keepSecret(opinionId);
  if (hash !== null) {
    put(form, "withdraw_hash", hash);
  }
  if (submitter instanceof HTMLButtonElement && submitter.name) {
    put(form, submitter.name, submitter.value);
  }
  HTMLFormElement.prototype.submit.call(form);
}

/** Replace what the contact fields hold by its sealed text. A person who left none stays anonymous. */
async function seal(form: HTMLFormElement, opinionId: string): Promise<void> {
  const contact = read(form);
  if (REACHED_BY.some((part) => contact[part] !== null)) {
    const key = await fetchContactKey();
    put(form, "sealed_contact", sealContact(key, opinionId, contact));
    put(form, "contact_key", key.fingerprint);
  }
  fields(form).forEach(empty);
}

function read(form: HTMLFormElement): Contact {
  const given = (part: string): string | null => {
    const field = fields(form).find((each) => each.dataset["contact"] === part && isChosen(each));
    return field?.value.trim() || null;
  };
  const [name, phone, email, address] = REACHED_BY.map(given) as [string | null, string | null, string | null, string | null];
  return { name, phone, email, address, station_id: form.dataset["stationId"] || null, channel: given("channel") };
}

function fields(form: HTMLFormElement): Field[] {
  return [...form.querySelectorAll<Field>("[data-contact]")];
}

function isChosen(field: Field): boolean {
  return !(field instanceof HTMLInputElement && field.type === "radio") || field.checked;
}

/** Without a name a field never travels; what was typed leaves the page too. A choice may stay: it tells nothing. */
function empty(field: Field): void {
  field.removeAttribute("name");
  if (field.dataset["contact"] !== "channel") {
    field.value = "";
  }
}

/** Set a hidden input, made if the form has none of that name. */
function put(form: HTMLFormElement, name: string, value: string): void {
  let input = form.querySelector<HTMLInputElement>(`input[type=hidden][name="${CSS.escape(name)}"]`);
  if (input === null) {
    input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    form.append(input);
  }
  input.value = value;
}

/** Say once, in the page's language, that nothing was sent. */
function say(form: HTMLFormElement): void {
  let place = form.querySelector<HTMLElement>("[data-seal-error]");
  if (place === null) {
    place = document.createElement("p");
    place.dataset["sealError"] = "";
    place.className = "wrong";
    place.setAttribute("role", "alert");
    form.append(place);
  }
  place.textContent = document.documentElement.lang.startsWith("zh") ? FAILED.zh : FAILED.en;
}
