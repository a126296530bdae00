/** The operator's strip: always there, always true. */
import type { Status } from "../core/sender.ts";
import { type Seen, unsentOf } from "./watch.ts";
import { showMoment, type Words } from "./words.ts";

const DAY_MS = 86_400_000;
const LITTLE_MB = 200;
const GB_MB = 1024;

interface StripProps {
  seen: Seen;
  status: Status;
  words: Words;
  onSync(): void;
  children?: preact.ComponentChildren;
}

/** How much is unsent, since when; how safely it is stored; when the server last confirmed. */
export function Strip({ seen, status, words, onSync, children }: StripProps) {
  const unsent = unsentOf(seen.kept, seen.sounds);
  const oldest = unsent.map((each) => each.written_at).reduce((least, each) => (least === "" || each < least ? each : least), "");
  const confirmed = seen.confirmedAt === undefined ? "" : new Date(seen.confirmedAt).toISOString();
  const isOld = oldest !== "" && Date.now() - Date.parse(oldest) > DAY_MS;
  const { stored, free_mb: free } = seen.room;
  const facts: [words: string, isBad: boolean][] = [
    [words.states[status.state], status.state === "stopped"],
    [words.unsent(unsent.length), isOld],
    ...(oldest === "" ? [] : [[words.oldest(showMoment(oldest, words)), isOld] as [string, boolean]]),
    [stored ? words.stored : words.loose, !stored],
    ...(free === null ? [] : [[words.free(sizeOf(free)), free < LITTLE_MB] as [string, boolean]]),
    [confirmed === "" ? words.never : words.confirmed(showMoment(confirmed, words)), false],
  ];
  return (
    <header class="strip" data-strip data-unsent={unsent.length} data-oldest={oldest} data-stored={stored ? "yes" : "no"}
      data-free={free ?? ""} data-confirmed={confirmed} data-state={status.state}>
      <ul class="facts-strip">
        {facts.map(([fact, isBad]) => <li key={fact} class={isBad ? "bad" : ""}>{isBad ? `！${fact}` : fact}</li>)}
      </ul>
      <div class="row">
        <button type="button" data-action="sync" onClick={onSync}>{words.sync}</button>
        {children}
      </div>
    </header>
  );
}

function sizeOf(mb: number): string {
  return mb >= GB_MB ? `${(mb / GB_MB).toFixed(1)} GB` : `${mb} MB`;
}
