/** The thank-you: shown only for what is safely kept. */
import { useEffect, useRef } from "preact/hooks";
import { QrCode } from "./code.tsx";
import type { Words } from "./words.ts";

/** A receipt in large type, its picture, and the way to the next person. */
export function Thanks({ receipt, words, onNext }: { receipt: string; words: Words; onNext(): void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="thanks">
      <h1 tabIndex={-1} ref={heading}>{words.thanks}</h1>
      <p class="muted">{words.yourReceipt}</p>
      <p class="big receipt" data-receipt>{receipt}</p>
      <QrCode text={`${location.origin}/t/${receipt}`} label={words.yourReceipt} />
      <p>{words.copy}</p>
      <p class="muted">{words.onItsWay}</p>
      <p><button type="button" class="primary next" data-action="next" onClick={onNext}>{words.next}</button></p>
    </section>
  );
}
