/** X25519 (RFC 7748) out of noble's Montgomery ladder alone: its ready-made one brings the tables of a signing curve
 * along, which weigh more than all the rest of the sealing. */
import { pow } from "@noble/curves/abstract/modular.js";
import { montgomery } from "@noble/curves/abstract/montgomery.js";

const P = 2n ** 255n - 19n;

/** Key exchange on Curve25519. */
export const x25519 = montgomery({ P, type: "x25519", powPminus2: (x) => pow(x, P - 2n, P), adjustScalarBytes: clamp });

/** RFC 7748 §5: a multiple of eight, with the second highest bit set. */
function clamp(bytes: Uint8Array): Uint8Array {
  bytes[0] = (bytes[0] as number) & 248;
  bytes[31] = ((bytes[31] as number) & 127) | 64;
  return bytes;
}
