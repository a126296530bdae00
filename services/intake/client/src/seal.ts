/** Loaded by intake's opinion page: every form marked data-seal seals its contact before it sends. */
import { watch } from "./form.ts";

export { sealContact } from "./contact.ts";
export { keepSecret, storageName, withdrawHash } from "./withdrawal.ts";

if (typeof document !== "undefined") {
  document.querySelectorAll<HTMLFormElement>("form[data-seal]").forEach(watch);
}
