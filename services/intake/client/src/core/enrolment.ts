/** Binding this device by a one-time code. */
import { type Answer, ask, isRecord } from "./door.ts";
import { tell } from "./changes.ts";
import { listKept } from "./outbox.ts";
import { database, type Device, type Kept, readSetting } from "./store.ts";

/** What came of it: the device, or why not. */
export type Enrolled = { device: Device } | { refused: string } | { unsent: number } | { none: true };

const isSafe = (kept: Kept): boolean => kept.confirmed_at !== undefined;

/** Redeem a code and keep who this device is. What another device has not delivered from here must go first: the code is
 * looked at before it is used up. */
export async function enrol(code: string): Promise<Enrolled> {
  const [before, path] = [await readSetting("device"), `/api/v1/enrolments/${encodeURIComponent(code)}`];
  const seen = await ask(path);
  if (seen.kind === "yes" && isRecord(seen.body) && typeof seen.body["device_id"] === "string") {
    const unsent = before === undefined || before.device_id === seen.body["device_id"] ? 0 : (await listUnsafe()).length;
    return unsent > 0 ? { unsent } : redeem(path, before);
  }
  return refusalOf(seen);
}

async function redeem(path: string, before: Device | undefined): Promise<Enrolled> {
  const answer = await ask(path, { method: "POST" });
  const device = answer.kind === "yes" ? readDevice(answer.body) : null;
  return device === null ? refusalOf(answer) : (await bind(device, before)) ?? { device };
}

function refusalOf(answer: Answer): Enrolled {
  return answer.kind === "no" || answer.kind === "stop" ? { refused: answer.detail } : { none: true };
}

async function listUnsafe(): Promise<Kept[]> {
  return (await listKept()).filter((each) => !isSafe(each));
}

function readDevice(body: unknown): Device | null {
  if (!isRecord(body) || typeof body["device_id"] !== "string" || typeof body["token"] !== "string" || !isRecord(body["station"])) {
    return null;
  }
  const { device_id, token, kind, name, station } = body as unknown as Device;
  return { device_id, token, kind, name, station: { id: station.id, name: station.name } };
}

/** Write it down; another device's delivered opinions make room for this one's numbers. */
async function bind(device: Device, before: Device | undefined): Promise<Enrolled | null> {
  const writing = (await database()).transaction(["settings", "outbox", "archive"], "readwrite", { durability: "strict" });
  const [settings, outbox] = [writing.objectStore("settings"), writing.objectStore("outbox")];
  if (before !== undefined && before.device_id !== device.device_id) {
    const kept = await outbox.getAll();
    const unsent = kept.filter((each) => !isSafe(each)).length;
    if (unsent > 0) {
      writing.abort();
      await writing.done.catch(() => undefined);
      return { unsent };
    }
    for (const each of kept) {
      await writing.objectStore("archive").put(each);
    }
    await outbox.clear();
    await settings.delete("event");
    await settings.delete("popups");
    await settings.delete("events");
  }
  await settings.put(device, "device");
  await writing.done;
  tell();
  return null;
}
