/** What goes next, and what an answer does to it. One bad record never holds up the others. */
import { change, listIn } from "./outbox.ts";
import { jittered, paced } from "./moment.ts";
import { database, type Kept } from "./store.ts";
import type { Confirmation, Verdict } from "./verdicts.ts";

export const MOST_RECORDS = 100;
export const LONGEST_PAUSE_MS = 300_000;
const MOST_BYTES = 64_000;
const FRAME_BYTES = 6;
const MANY_TRIES = 4;
const DAY_MS = 86_400_000;
const KEPT_MS = 32 * DAY_MS; // 30 days, and two because clocks jump

/** The pause after so many failures: doubling from a second to five minutes, by chance up to half shorter. */
export function pauseAfter(failures: number): number {
  return paced(jittered(Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** Math.min(failures, 20))));
}

/** The next parcel's records: oldest first, sealed to one key, at most *most* of them. A record that came back damaged
 * goes alone. */
export async function nextRecords(most: number, now: number = Date.now()): Promise<Kept[]> {
  const ready = (await listIn("kept")).filter((each) => isReady(each, now));
  const first = ready[0];
  if (first === undefined) {
    return [];
  }
  const chosen: Kept[] = [];
  let bytes = 0;
  for (const each of ready) {
    bytes += each.box.length + FRAME_BYTES;
    const isFull = chosen.length >= most || bytes > MOST_BYTES || each.key !== first.key || (first.tries > 0 || each.tries > 0);
    if (chosen.length > 0 && isFull) {
      break;
    }
    chosen.push(each);
  }
  return chosen;
}

/** Whether a record's pause is over; a pause that a clock's jump has made too long is. */
function isReady(kept: Kept, now: number): boolean {
  return kept.not_before <= now || kept.not_before > now + LONGEST_PAUSE_MS;
}

/** When the next record that waits for its pause may go; null if none waits. */
export async function nextPauseEnds(): Promise<number | null> {
  const waiting = (await listIn("kept")).map((each) => each.not_before);
  return waiting.length > 0 ? Math.min(...waiting) : null;
}

/** What was on its way when something broke is kept, and goes again. */
export async function takeBack(): Promise<void> {
  const seqs = (await listIn("sending")).map((each) => each.seq);
  if (seqs.length > 0) {
    await change(seqs, (kept) => (kept.state === "sending" ? { state: "kept" } : null));
  }
}

/** Mark records as on their way. */
export function markSending(records: readonly Kept[]): Promise<void> {
  return change(records.map((each) => each.seq), () => ({ state: "sending" }));
}

/** Write down what the server said of each record. */
export function applyVerdicts(verdicts: readonly Verdict[]): Promise<void> {
  const by = new Map(verdicts.map((each) => [each.seq, each]));
  return change(by.keys(), (kept) => outcome(kept, by.get(kept.seq) as Verdict));
}

function outcome(kept: Kept, { status, why }: Verdict): Partial<Kept> {
  switch (status) {
    case "created":
    case "repeated":
    case "late":
      return { state: "accepted", tries: 0, why: [] };
    case "aside":
    case "conflict":
      return { state: "aside", tries: 0, why };
    case "damaged":
      return setBack(kept, why);
  }
}

/** A record that failed by itself waits longer each time; after several times it counts as refused until someone
 * presses "send now". */
export function setBack(kept: Kept, why: string[]): Partial<Kept> {
  const tries = kept.tries + 1;
  return { state: tries < MANY_TRIES ? "kept" : "refused", tries, not_before: Date.now() + pauseAfter(tries), why };
}

/** Someone wants everything tried again now. */
export async function retryAll(): Promise<void> {
  const seqs = (await listIn("kept", "refused")).filter((each) => each.tries > 0).map((each) => each.seq);
  await change(seqs, () => ({ state: "kept", not_before: 0 }));
}

/** Records that the server took and has not yet confirmed. */
export async function listUnconfirmed(): Promise<Kept[]> {
  return (await listIn("accepted", "aside")).filter((each) => each.confirmed_at === undefined);
}

/** Write down what is confirmed. What the server does not know goes again; what it knows otherwise is shown. */
export function applyConfirmation(asked: readonly Kept[], said: Confirmation, now: number): Promise<void> {
  return change(asked.map((each) => each.seq), (kept) => {
    if (said.committed.has(kept.id)) {
      return { state: kept.state === "aside" ? "aside" : "confirmed", confirmed_at: now };
    }
    if (said.unknown.has(kept.id)) {
      return setBack(kept, ["服务器说还没有这一条，会再送一次。"]);
    }
    return said.differing.has(kept.id) ? { state: "refused", why: ["服务器上同一编号的内容不同，请联系工作人员。"] } : null;
  });
}

/** What the server's chain lacks goes again if it is still here. */
export function sendAgain(missing: readonly number[]): Promise<void> {
  return change(missing, (kept) => {
    const { confirmed_at: _, ...rest } = kept;
    return kept.state === "accepted" || kept.state === "confirmed" ? { ...rest, ...setBack(kept, []) } : null;
  });
}

/** Delete what was confirmed, by id and digest, more than thirty days ago. Nothing else is ever deleted. */
export async function tidy(now: number = Date.now()): Promise<void> {
  const tidying = (await database()).transaction(["outbox", "archive"], "readwrite", { durability: "strict" });
  for (const store of [tidying.objectStore("outbox"), tidying.objectStore("archive")]) {
    for (const kept of await store.getAll()) {
      if (kept.confirmed_at !== undefined && kept.confirmed_at < now - KEPT_MS) {
        await (store as { delete(key: number | string): Promise<void> }).delete(store.name === "outbox" ? kept.seq : kept.id);
      }
    }
  }
  await tidying.done;
}
