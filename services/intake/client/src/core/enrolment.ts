/** Binding this device by a one-time code. */
import { ask, isRecord } from "./door.ts";
import { tell } from "./changes.ts";
import { database, type Device, type Kept, readSetting } from "./store.ts";

/** What came of it: the device, or why not. */
export type Enrolled = { device: Device } | { refused: string } | { unsent: number } | { none: true };

const isSafe = (kept: Kept): boolean => kept.confirmed_at !== undefined;

/** Redeem a code and keep who this device is. What another device has not delivered from here must go first. */
export async function enrol(code: string): Promise<Enrolled> {
  const before = await readSetting("device");
  const answer = await ask(`/api/v1/enrolments/${encodeURIComponent(code)}`, { method: "POST" });
  if (answer.kind === "no" || answer.kind === "stop") {
    return { refused: answer.detail };
  }
  const device = answer.kind === "yes" ? readDevice(answer.body) : null;
  if (device === null) {
    return { none: true };
  }
  return (await bind(device, before)) ?? { device };
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
  }
  await settings.put(device, "device");
  await writing.done;
  tell();
  return null;
}
