/** The thank-you: shown only for what is safely kept. */
import { useEffect, useRef } from "preact/hooks";
import { encode } from "./qr.ts";
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

/** A QR code as a picture. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const grid = encode(text);
  const size = grid.length + 8;
  const dark = grid.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : []))).join("");
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={`M0 0h${size}v${size}H0z`} fill="#fff" /><path d={dark} fill="#000" />
    </svg>
  );
}
