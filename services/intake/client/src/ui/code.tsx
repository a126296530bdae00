/** A QR code as a picture. */
import { codeOf } from "../core/code.ts";

const MARGIN = 4; // what scanners want around it, in modules

/** The code of a short text; `kind` is its class. */
export function QrCode({ text, label, kind = "qr" }: { text: string; label: string; kind?: string }) {
  const grid = codeOf(text);
  const size = grid.length + 2 * MARGIN;
  const dark = grid.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : ""))).join("");
  return (
    <svg class={kind} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={`M0 0h${size}v${size}H0z`} fill="#fff" /><path d={dark} fill="#000" />
    </svg>
  );
}
