/** The outbox: an opinion is in it, whole and safe, before anyone says thank you. */
import { sealContact } from "../contact.ts";
import { sameBytes } from "../bytes.ts";
import { tell } from "./changes.ts";
import { digestOf } from "./digest.ts";
import { rfc3339 } from "./moment.ts";
import { type Body, bodyOf, type Contact, type Draft, type Link, type Place, templateOf } from "./opinion.ts";
import { sealRecord } from "./parcel.ts";
import { receiptOf } from "./receipt.ts";
import { database, type Kept, type Settings, type State } from "./store.ts";

/** Why nothing was kept: the device is full, is not enrolled, has no key yet, or its storage failed. */
export type Reason = "full" | "unenrolled" | "keyless" | "failed";

/** Nothing was kept; the person must be told so. */
export class NotKept extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, options?: ErrorOptions) {
    super(`not kept: ${reason}`, options);
    this.reason = reason;
  }
}

/** What the device knows when an opinion is kept. */
type Known = Partial<Settings>;

const NAMES = ["device", "chain", "parcel_key", "parcel_keys", "contact_key", "clock_offset"] as const;

/** Keep an opinion: number, chain, seal, write strictly, read back and compare. Raises NotKept. */
export async function keepOpinion(draft: Draft, place: Place, contact: Contact | null): Promise<Kept> {
  try {
    const kept = await write(draft, place, contact, Date.now());
    await compare(kept);
    tell();
    return kept;
  } catch (error) {
    throw error instanceof NotKept ? error : new NotKept(isFull(error) ? "full" : "failed", { cause: error });
  }
}

/** One strict transaction gives the number and stores the record, so that numbers have no gap, whoever else writes. */
async function write(draft: Draft, place: Place, contact: Contact | null, now: number): Promise<Kept> {
  const writing = (await database()).transaction(["settings", "outbox"], "readwrite", { durability: "strict" });
  writing.done.catch(() => undefined); // heard below; a failure before that must not count as nobody's
  const [settings, outbox] = [writing.objectStore("settings"), writing.objectStore("outbox")];
  const known: Known = {};
  for (const name of NAMES) {
    Object.assign(known, { [name]: await settings.get(name) });
  }
  const before = await outbox.index("id").get(draft.id);
  if (before !== undefined) {
    return before; // a second press
  }
  let kept: Kept;
  try {
    kept = closed(known, draft, place, contact, now); // no waiting in there: the transaction would end
  } catch (error) {
    writing.abort();
    throw error;
  }
  await outbox.add(kept); // never over another
  await settings.put({ device_id: kept.device_id, seq: kept.seq, prev: kept.digest }, "chain");
  await settings.put({ ...known.parcel_keys, [kept.key]: known.parcel_key?.public_key }, "parcel_keys");
  await writing.done;
  return kept;
}

/** Number, chain and seal one opinion. */
function closed(known: Known, draft: Draft, place: Place, contact: Contact | null, now: number): Kept {
  const { device, parcel_key: key, contact_key: contactKey } = known;
  if (device === undefined) {
    throw new NotKept("unenrolled");
  }
  if (key === undefined || (contact !== null && contactKey === undefined)) {
    throw new NotKept("keyless");
  }
  const sealed: Body = contact !== null && contactKey !== undefined
    ? { sealed_contact: sealContact(contactKey, draft.id, contact), contact_key: contactKey.fingerprint } : {};
  const link = linkOf(known, device.device_id);
  const body = bodyOf(draft, place, link, rfc3339(now), sealed);
  const template = templateOf(draft, place, contactKey?.fingerprint ?? "");
  return {
    seq: link.seq, id: draft.id, digest: digestOf(body), receipt: receiptOf(draft.id), written_at: body["written_at"] as string,
    device_id: device.device_id, ...(place.popup_id ? { popup_id: place.popup_id } : {}), key: key.fingerprint, template, box: sealRecord(body, template, key),
    state: "kept", tries: 0, not_before: 0, why: [],
  };
}

/** The next link of this device's chain. */
function linkOf(known: Known, deviceId: string): Link {
  const chain = known.chain?.device_id === deviceId ? known.chain : undefined;
  const link: Link = { seq: (chain?.seq ?? 0) + 1 };
  if (chain?.prev) {
    link.prev = chain.prev;
  }
  if (known.clock_offset !== undefined) {
    link.clock_offset_ms = Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.round(known.clock_offset)));
  }
  return link;
}

/** Read back what was written and compare it byte for byte. */
async function compare(kept: Kept): Promise<void> {
  const read = await (await database()).get("outbox", kept.seq);
  const isSame = read !== undefined && sameBytes(read.box, kept.box) && read.template === kept.template && read.key === kept.key
    && read.id === kept.id && read.digest === kept.digest && read.receipt === kept.receipt && read.device_id === kept.device_id;
  if (!isSame) {
    throw new NotKept("failed");
  }
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** All that is in the outbox, oldest first. */
export async function listKept(): Promise<Kept[]> {
  return (await database()).getAll("outbox");
}

/** What is in one of these states, oldest first. */
export async function listIn(...states: State[]): Promise<Kept[]> {
  const db = await database();
  const found = await Promise.all(states.map((state) => db.getAllFromIndex("outbox", "state", state)));
  return found.flat().sort((one, other) => one.seq - other.seq);
}

/** Change some records, strictly; what is no longer there is left out. */
export async function change(seqs: Iterable<number>, changed: (kept: Kept) => Partial<Kept> | null): Promise<void> {
  const writing = (await database()).transaction("outbox", "readwrite", { durability: "strict" });
  for (const seq of seqs) {
    const kept = await writing.store.get(seq);
    const other = kept === undefined ? null : changed(kept);
    if (kept !== undefined && other !== null) {
      await writing.store.put({ ...kept, ...other });
    }
  }
  await writing.done;
  tell();
}
