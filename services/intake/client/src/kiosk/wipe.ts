/** Nothing of one person is ever there for the next. */
import { ask } from "../core/door.ts";
import { readSetting } from "../core/store.ts";
import { hush } from "./voice.ts";

const COUNTS = "minyi-kiosk-abandoned"; // {day: {step: number}}: numbers, nothing else
const DAYS_KEPT = 7;

type Counts = { [day: string]: { [step: string]: number } };

/** Empty the page and begin anew: a fresh document in the place of this one, so that memory and history go with it. */
export function wipe(): void {
  hush();
  getSelection()?.removeAllRanges();
  document.getElementById("app")?.replaceChildren();
  sessionStorage.clear();
  location.replace("/kiosk");
}

/** Let nothing reach the clipboard, no menu of the browser open, and no page come back from the browser's memory. */
export function guard(): void {
  for (const name of ["copy", "cut", "contextmenu", "dragstart", "drop"]) {
    addEventListener(name, (event) => event.preventDefault(), { capture: true });
  }
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

/** Somebody went away half-way: count it, by the step they had reached. */
export function countAbandoned(step: string): void {
  const counts = readCounts();
  const today = new Date().toLocaleDateString("sv-SE"); // 2026-11-25
  const of = (counts[today] ??= {});
  of[step] = (of[step] ?? 0) + 1;
  localStorage.setItem(COUNTS, JSON.stringify(counts));
}

/** Tell the server the totals of each day; what it has heard, and is over, is forgotten here. */
export async function tellAbandoned(): Promise<void> {
  const device = await readSetting("device");
  const days = Object.keys(readCounts()).sort();
  for (const on of device === undefined ? [] : days) {
    const body = JSON.stringify({ on, counts: readCounts()[on] });
    const answer = await ask("/api/v1/kiosk/abandonments", { method: "POST", token: device!.token, type: "application/json", body });
    if (answer.kind === "none") {
      return;
    }
  }
  const kept = Object.fromEntries(Object.entries(readCounts()).sort().slice(-DAYS_KEPT));
  localStorage.setItem(COUNTS, JSON.stringify(kept));
}

function readCounts(): Counts {
  try {
    return JSON.parse(localStorage.getItem(COUNTS) ?? "{}") as Counts;
  } catch {
    return {};
  }
}
