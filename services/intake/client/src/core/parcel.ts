/** A parcel: what travels by network or on a stick, unreadable on its way. The bytes are contract 1's. */
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { deflateSync } from "fflate";
import { sealBox } from "../box.ts";
import { base64, fromBase64, utf8 } from "../bytes.ts";
import { type Body } from "./opinion.ts";
import { hash } from "./digest.ts";
import type { Told } from "./events.ts";
import type { Kept, PublicKey } from "./store.ts";

export const MEDIA_TYPE = "application/vnd.minyi.parcel";
const MAGIC = utf8("MINYI1\n");
const HASH_BYTES = 16;
const FINGERPRINT_DIGITS = 16;
const LEVEL = { level: 9 } as const;

/** Who sends, and when. */
export interface Sending {
  device_id: string;
  token: string;
  made_at: string;
}

/** The bytes of a public key; raises an error where the name it carries is another's. */
export function bytesOf(key: PublicKey): Uint8Array {
  const bytes = fromBase64(key.public_key);
  if (hash(bytes).slice(0, FINGERPRINT_DIGITS) !== key.fingerprint) {
    throw new Error("the key is not the one its fingerprint names");
  }
  return bytes;
}

/** Close an opinion's body: deflated with its template as dictionary, then sealed. */
export function sealRecord(body: Body, template: string, key: PublicKey): Uint8Array {
  return sealBox(deflateSync(utf8(JSON.stringify(body)), { ...LEVEL, dictionary: utf8(template) }), bytesOf(key));
}

/** Put records, and what the server must know of their events, into one parcel; all are sealed to *key*. */
export function packParcel(records: readonly Kept[], sending: Sending, key: PublicKey, events: readonly Told[] = []): Uint8Array {
  const templates = [...new Set(records.map((each) => each.template))];
  const hashes = concatBytes(...records.map((each) => sha256(each.box).subarray(0, HASH_BYTES)));
  const order = records.map((each) => templates.indexOf(each.template));
  const { device_id: device, token, made_at } = sending;
  const head = { v: 1, device, token, made_at, templates, order, hashes: base64(hashes), ...(events.length > 0 ? { events } : {}) };
  const header = sealBox(deflateSync(utf8(JSON.stringify(head)), LEVEL), bytesOf(key));
  const packed = records.map((each, at) => concatBytes(u16(order[at] as number), u32(each.box.length), each.box));
  return concatBytes(MAGIC, hexToBytes(key.fingerprint), u32(header.length), header, ...packed);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

function u32(value: number): Uint8Array {
  return concatBytes(u16(value >>> 16), u16(value & 0xffff));
}
