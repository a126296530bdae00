/** The kiosk's words in the language that was chosen; what a language lacks is said in the first one, Chinese. */
import type { Language } from "./office.ts";

/** What can be said: *key* with its {places} filled. */
export type Say = (key: string, values?: { [name: string]: string | number }) => string;

/** How to say things in *language*. */
export function sayIn(language: Language, first: Language): Say {
  return (key, values = {}) => {
    const words = language.words[key] ?? first.words[key] ?? key;
    return words.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
  };
}

/** A day as people of a language write it; a language the browser does not know borrows Chinese days. */
export function dayIn(language: Language, moment: string): string {
  const known = Intl.DateTimeFormat.supportedLocalesOf([language.tag])[0] ?? "zh-CN";
  return new Date(moment).toLocaleDateString(known, { year: "numeric", month: "long", day: "numeric" });
}
