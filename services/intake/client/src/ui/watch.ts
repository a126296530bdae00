/** What the screen shows of the device: read from the store, and again at each change. */
import { useEffect, useState } from "preact/hooks";
import { onChange } from "../core/changes.ts";
import { listKept } from "../core/outbox.ts";
import { listSilent } from "../core/recordings.ts";
import { askToStay, lookAround, type Room } from "../core/room.ts";
import { Sender, type Status } from "../core/sender.ts";
import { type Consultation, type Device, type Kept, type Popup, readSetting } from "../core/store.ts";
import { listConsultations, refresh, type Refreshed } from "../core/supplies.ts";
import { paced } from "../core/moment.ts";

const LOOK_MS = 15_000;
const REFRESH_MS = 600_000;
const DONE = new Set<Kept["state"]>(["confirmed", "aside"]);

/** Everything the screen needs to know. */
export interface Seen {
  device: Device | undefined;
  event: Popup | undefined;
  popups: Popup[];
  consultations: Consultation[];
  kept: Kept[];
  /** The opinions whose recordings have not been taken. */
  sounds: string[];
  hasContactKey: boolean;
  refreshedAt: number | undefined;
  confirmedAt: number | undefined;
  room: Room;
}

/** What no server has confirmed, or not all of it: a recording belongs to its opinion. */
export function unsentOf(kept: readonly Kept[], sounds: readonly string[] = []): Kept[] {
  return kept.filter((each) => !DONE.has(each.state) || sounds.includes(each.id));
}

/** Read all of it. */
export async function see(): Promise<Seen> {
  const [device, event, popups, key, refreshedAt, confirmedAt, consultations, kept, sounds, room] = await Promise.all([
    readSetting("device"), readSetting("event"), readSetting("popups"), readSetting("contact_key"), readSetting("refreshed_at"),
    readSetting("confirmed_at"), listConsultations(), listKept(), listSilent(), lookAround(),
  ]);
  return { device, event, popups: popups ?? [], consultations, kept, sounds, hasContactKey: key !== undefined, refreshedAt, confirmedAt, room };
}

/** What the screen shows now; null until it was first read. */
export function useSeen(): Seen | null {
  const [seen, setSeen] = useState<Seen | null>(null);
  useEffect(() => {
    let [reading, again] = [false, false];
    const look = async (): Promise<void> => {
      if (reading) {
        again = true;
        return;
      }
      reading = true;
      do {
        again = false;
        await see().then(setSeen).catch(() => undefined); // the store may be closed for a moment
      } while (again);
      reading = false;
    };
    void look();
    const timer = setInterval(() => void look(), paced(LOOK_MS));
    const stop = onChange(() => void look());
    return () => {
      clearInterval(timer);
      stop();
    };
  }, []);
  return seen;
}

/** Start the sender for the life of this page. */
export function useSender(): [Status, Sender] {
  const [status, setStatus] = useState<Status>({ state: "idle", problem: "" });
  const [sender] = useState(() => new Sender((told) => setStatus({ ...told })));
  useEffect(() => sender.start(), []);
  return [status, sender];
}

/** Fetch keys, drafts and events now, whenever the network comes back, and every few minutes. */
export function useSupplies(): Refreshed {
  const [refreshed, setRefreshed] = useState<Refreshed>("none");
  useEffect(() => {
    const fetchAll = (): void => void refresh().then(setRefreshed).catch(() => undefined);
    void askToStay();
    fetchAll();
    addEventListener("online", fetchAll);
    const timer = setInterval(fetchAll, paced(REFRESH_MS));
    return () => {
      removeEventListener("online", fetchAll);
      clearInterval(timer);
    };
  }, []);
  return refreshed;
}
