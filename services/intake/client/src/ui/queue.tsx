/** What is on the device, for the operator: numbers, receipts, times, states; never a word of what was said. */
import type { Kept } from "../core/store.ts";
import { showMoment, type Words } from "./words.ts";

const SHOWN = 500;

/** The newest first. */
export function Queue({ kept, sounds, words }: { kept: Kept[]; sounds: string[]; words: Words }) {
  const shown = [...kept].reverse().slice(0, SHOWN);
  return (
    <section class="queue" data-queue>
      <h1>{words.queue}<small>{` ${kept.length}`}</small></h1>
      {sounds.length > 0 && <p class="note warn">{words.sounds(sounds.length)}</p>}
      {shown.length === 0 ? <p class="empty">{words.queueEmpty}</p> : (
        <table class="stack">
          <thead><tr><th>{words.seq}</th><th>{words.receipt}</th><th>{words.written}</th><th>{words.state}</th></tr></thead>
          <tbody>
            {shown.map((each) => (
              <tr key={each.seq} data-seq={each.seq} data-state={each.state}>
                <td data-label={words.seq}>{each.seq}</td>
                <td data-label={words.receipt} class="receipt">{each.receipt}</td>
                <td data-label={words.written}>{showMoment(each.written_at, words)}</td>
                <td data-label={words.state}><span class={`state ${LOOKS[each.state]}`}>{words.kept[each.state]}</span>{each.why.length > 0 && <small> {each.why.join(" ")}</small>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const LOOKS = { kept: "calm", sending: "info", accepted: "info", confirmed: "good", aside: "part", refused: "bad" } as const;
