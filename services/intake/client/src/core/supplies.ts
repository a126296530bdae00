/** What the device fetches while it has a network, to work without one: keys, consultations, events. */
import { tell } from "./changes.ts";
import { ask, isRecord } from "./door.ts";
import { missingIn } from "./verdicts.ts";
import { bytesOf } from "./parcel.ts";
import { sendAgain } from "./queue.ts";
import { type Consultation, database, type Device, type Popup, type PublicKey, readSetting, writeSetting } from "./store.ts";

/** How a refresh went: fresh, no answer, or this device may not. */
export type Refreshed = "fresh" | "none" | "stop";

/** Fetch all of it; what cannot be fetched stays as it was. */
export async function refresh(): Promise<Refreshed> {
  const device = await readSetting("device");
  const standing = device === undefined ? "fresh" : await refreshDevice(device);
  const parts = await Promise.all([refreshKey("parcel"), refreshKey("contact"), refreshConsultations()]);
  if (parts.every(Boolean)) {
    await writeSetting("refreshed_at", Date.now());
  }
  tell();
  return standing === "fresh" && !parts.every(Boolean) ? "none" : standing;
}

async function refreshDevice(device: Device): Promise<Refreshed> {
  const answer = await ask("/api/v1/devices/me", { token: device.token });
  if (answer.kind === "stop") {
    return "stop";
  }
  if (answer.kind !== "yes" || !isRecord(answer.body) || answer.body["id"] !== device.device_id) {
    return "none";
  }
  const { popups, chain } = answer.body;
  if (Array.isArray(popups)) {
    await writeSetting("popups", popups as Popup[]);
  }
  await sendAgain(missingIn(chain));
  await continueChain(device.device_id, isRecord(chain) ? chain["expected"] : null);
  return "fresh";
}

/** A device that was emptied and enrolled again goes on where the server's count of it stands. */
async function continueChain(deviceId: string, expected: unknown): Promise<void> {
  if (typeof expected !== "number" || !Number.isInteger(expected)) {
    return;
  }
  const writing = (await database()).transaction(["settings", "outbox"], "readwrite", { durability: "strict" });
  const known = (await writing.objectStore("settings").get("chain")) as { device_id: string; seq: number } | undefined;
  const given = known?.device_id === deviceId ? known.seq : 0;
  if (expected - 1 > given && (await writing.objectStore("outbox").count()) === 0) {
    await writing.objectStore("settings").put({ device_id: deviceId, seq: expected - 1, prev: null }, "chain");
  }
  await writing.done;
}

async function refreshKey(name: "parcel" | "contact"): Promise<boolean> {
  const answer = await ask(`/api/v1/keys/${name}`);
  try {
    const key = (answer.kind === "yes" ? answer.body : null) as PublicKey;
    bytesOf(key);
    await writeSetting(`${name}_key`, { fingerprint: key.fingerprint, public_key: key.public_key });
    return true;
  } catch {
    return false; // no answer, or not a key
  }
}

async function refreshConsultations(): Promise<boolean> {
  const ids = await listOpen();
  const found = ids && (await Promise.all(ids.map(fetchConsultation)));
  if (!found || found.includes(null)) {
    return false;
  }
  const keys = (found as Consultation[]).map((each) => each.key);
  const writing = (await database()).transaction(["consultations", "settings"], "readwrite", { durability: "strict" });
  for (const each of found as Consultation[]) {
    await writing.objectStore("consultations").put(each); // every version stays: an opinion may be about an older one
  }
  await writing.objectStore("settings").put(keys, "open");
  await writing.done;
  return true;
}

async function listOpen(): Promise<string[] | null> {
  const ids: string[] = [];
  for (let page: unknown = 1; typeof page === "number"; ) {
    const answer = await ask(`/api/v1/consultations?page=${page}`, { isKept: true });
    if (answer.kind !== "yes" || !isRecord(answer.body) || !Array.isArray(answer.body["items"])) {
      return null;
    }
    ids.push(...answer.body["items"].map((each: { id: string }) => each.id));
    page = answer.body["next"];
  }
  return ids;
}

async function fetchConsultation(id: string): Promise<Consultation | null> {
  const answer = await ask(`/api/v1/consultations/${id}`, { isKept: true });
  if (answer.kind !== "yes" || !isRecord(answer.body) || answer.body["id"] !== id || !Array.isArray(answer.body["provisions"])) {
    return null;
  }
  const said = answer.body as unknown as Omit<Consultation, "key">;
  const { title, audience, closes_at, invented, draft_version, draft_title, provisions, notes, questions } = said;
  return { key: `${id}/${draft_version}`, id, title, audience, closes_at, invented, draft_version, draft_title, provisions,
    notes: notes ?? {}, questions: questions ?? [] };
}

/** The consultations that were open at the last refresh, the newest version of each. */
export async function listConsultations(): Promise<Consultation[]> {
  const keys = (await readSetting("open")) ?? [];
  const found = await Promise.all(keys.map(async (key) => (await database()).get("consultations", key)));
  return found.filter((each) => each !== undefined);
}
