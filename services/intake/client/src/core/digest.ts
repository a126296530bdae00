/** What "the same body" is told by; the counterpart of services/intake/domain/bodies.py. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { utf8 } from "../bytes.ts";

const SEALED = new Set(["sealed_contact", "contact_key"]);

/** What JSON may hold. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** RFC 8785: members by their names' UTF-16 units, no space; strings and numbers as ECMAScript writes them. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (value === null || typeof value !== "object") {
    return JSON.stringify(value);
  }
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name] as Json)}`);
  return `{${members.join(",")}}`;
}

/** SHA-256 of the canonical body without its sealed contact, hexadecimal. */
export function digestOf(body: { [name: string]: Json }): string {
  const bare = Object.fromEntries(Object.entries(body).filter(([name]) => !SEALED.has(name)));
  return hash(utf8(canonical(bare)));
}

/** SHA-256 of bytes, hexadecimal. */
export function hash(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}
