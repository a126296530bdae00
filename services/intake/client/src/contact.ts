/** Closing a contact so that notify alone can open it; the counterpart of shared/sealing.py. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { sealBox } from "./box.ts";
import { base64, fromBase64, utf8 } from "./bytes.ts";

const KEY_ADDRESS = "/api/v1/keys/contact";
const PATIENCE_MS = 10_000;
const FINGERPRINT_DIGITS = 16;

/** The public key that contacts are sealed to, base64, and its name. */
export interface ContactKey {
  fingerprint: string;
  public_key: string;
}

/** How to reach the person; what was not given is null. */
export interface Contact {
  name: string | null;
  phone: string | null;
  email: string | null;
  address: string | null;
  station_id: string | null;
  channel: string | null;
}

/** Seal a contact for one opinion: base64 of the sealed JSON, with the opinion's id and the key's name inside. */
export function sealContact(key: ContactKey, opinionId: string, contact: Contact): string {
  const publicKey = fromBase64(key.public_key);
  if (bytesToHex(sha256(publicKey)).slice(0, FINGERPRINT_DIGITS) !== key.fingerprint) {
    throw new Error("the contact key is not the one its fingerprint names");
  }
  const { name, phone, email, address, station_id, channel } = contact;
  const inside = { opinion_id: opinionId, fingerprint: key.fingerprint, name, phone, email, address, station_id, channel };
  return base64(sealBox(utf8(JSON.stringify(inside)), publicKey));
}

/** Ask the server for today's key. */
export async function fetchContactKey(): Promise<ContactKey> {
  const answer = await fetch(KEY_ADDRESS, { cache: "no-store", signal: patience() });
  if (!answer.ok) {
    throw new Error(`${KEY_ADDRESS} answered ${answer.status}`);
  }
  return (await answer.json()) as ContactKey;
}

function patience(): AbortSignal {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), PATIENCE_MS);
  return stop.signal;
}
