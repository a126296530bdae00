/** Ids and receipts; the counterpart of shared/ids.py. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { utf8 } from "../bytes.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base 32: no I, L, O, U
const DIGITS = 13;
const BITS = 5;

/** A UUID of version 7 as lower-case text. */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  new DataView(bytes.buffer).setUint16(0, Math.floor(now / 2 ** 32));
  new DataView(bytes.buffer).setUint32(2, now % 2 ** 32);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The receipt of an opinion: 65 bits of a hash and a check character, grouped 5-5-4. */
export function receiptOf(opinionId: string): string {
  const bits = [...sha256(utf8(`minyi-receipt${opinionId}`))].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  let digits = "";
  for (let at = 0; at < DIGITS; at++) {
    digits += ALPHABET[parseInt(bits.slice(at * BITS, (at + 1) * BITS), 2)];
  }
  return `${digits.slice(0, 5)}-${digits.slice(5, 10)}-${digits.slice(10)}${checkCharacter(digits)}`;
}

/** The Luhn mod 32 check character. */
function checkCharacter(digits: string): string {
  const values = [...digits].reverse().map((digit) => ALPHABET.indexOf(digit));
  const sum = values.reduce((total, value, at) => total + (at % 2 ? value : value < 16 ? value * 2 : value * 2 - 31), 0);
  return ALPHABET[(32 - (sum % 32)) % 32] as string;
}
