/** The way out without a network: what has not arrived, as sealed files for a stick. */
import { eventsOf } from "./events.ts";
import { rfc3339 } from "./moment.ts";
import { listIn } from "./outbox.ts";
import { MEDIA_TYPE, packParcel } from "./parcel.ts";
import { type Kept, readSetting } from "./store.ts";

const MOST_RECORDS = 500;

/** One file to carry. */
export interface ParcelFile {
  name: string;
  count: number;
  content: Blob;
}

/** Everything that the server has not confirmed, in files of at most 500 records sealed to one key. Nothing changes on
 * the device: only the server's confirmation counts. */
export async function exportParcels(now: number = Date.now()): Promise<ParcelFile[]> {
  const [device, keys] = [await readSetting("device"), (await readSetting("parcel_keys")) ?? {}];
  const records = (await listIn("kept", "sending", "refused", "accepted"));
  if (device === undefined) {
    return [];
  }
  return Promise.all(groups(records).map(async (group, at) => {
    const key = { fingerprint: group[0]!.key, public_key: keys[group[0]!.key] as string };
    const parcel = packParcel(group, { ...device, made_at: rfc3339(now) }, key, await eventsOf(group));
    return { name: nameOf(device.device_id, now, at), count: group.length, content: new Blob([parcel as BlobPart], { type: MEDIA_TYPE }) };
  }));
}

function groups(records: readonly Kept[]): Kept[][] {
  const found: Kept[][] = [];
  for (const each of records) {
    const last = found.at(-1);
    if (last !== undefined && last.length < MOST_RECORDS && last[0]!.key === each.key) {
      last.push(each);
    } else {
      found.push([each]);
    }
  }
  return found;
}

/** No word of a person or a place stands in a file's name. */
function nameOf(deviceId: string, now: number, at: number): string {
  const stamp = rfc3339(now).slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  return `minyi-${deviceId.slice(-6)}-${stamp}${at > 0 ? `-${at + 1}` : ""}.minyi`;
}

/** Hand a file to the browser's downloads. */
export function download(file: ParcelFile): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file.content);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
