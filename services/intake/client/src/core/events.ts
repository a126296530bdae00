/** Pop-up events that were set up on this device: they travel with the opinions that name them, until these have arrived. */
import { tell } from "./changes.ts";
import { database, type Kept, type Popup, readSetting } from "./store.ts";

const RECENT = 8; // another tab may still be collecting for one of them

/** An event as a parcel tells of it. */
export type Told = Pick<Popup, "id" | "consultation_id" | "title" | "place" | "audience" | "crew" | "opens_at">;

/** From now on this event is carried by each opinion. One of the crew's own is kept beside it, for the parcels; so are
 * those of before, as long as an opinion here names them. */
export async function chooseEvent(event: Popup, isOwn: boolean): Promise<void> {
  const writing = (await database()).transaction(["settings", "outbox"], "readwrite", { durability: "strict" });
  const settings = writing.objectStore("settings");
  const named = new Set((await writing.objectStore("outbox").getAll()).map((each) => each.popup_id));
  const before = ((await settings.get("events")) ?? []) as Popup[];
  const others = before.filter((each, at) => each.id !== event.id && (named.has(each.id) || at >= before.length - RECENT));
  await settings.put(isOwn ? [...others, event] : [...others, ...before.filter((each) => each.id === event.id)], "events");
  await settings.put(event, "event");
  await writing.done;
  tell();
}

/** The events of the crew's own that these opinions name. */
export async function eventsOf(records: readonly Kept[]): Promise<Told[]> {
  const named = new Set(records.map((each) => each.popup_id));
  return ((await readSetting("events")) ?? []).filter((each) => named.has(each.id)).map(toldOf);
}

function toldOf({ id, consultation_id, title, place, audience, crew, opens_at }: Popup): Told {
  return { id, consultation_id, title, place, audience, crew, ...(opens_at ? { opens_at } : {}) };
}
