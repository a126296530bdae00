/** What this kiosk knows of its station and its languages; kept so that it also opens without a network. */
import { ask, isRecord } from "../core/door.ts";
import { refresh } from "../core/supplies.ts";
import type { Consultation, Device } from "../core/store.ts";

const KEPT = "minyi-kiosk"; // public words only: nothing that a person has said ever goes there

/** A consultation in a list. */
export type Summary = Pick<Consultation, "id" | "title" | "closes_at" | "invented"> & { draft_version: number };

/** A leaflet. */
export interface Leaflet {
  id: string;
  title: string;
  text: string;
  picture: string | null;
}

/** Something that the people's words have changed. */
export interface Example {
  title: string;
  consultation: string;
  outcome: string;
  enacted_provision: string | null;
}

/** A language that is offered. */
export interface Language {
  code: string;
  tag: string;
  name: string;
  words: { [key: string]: string };
  audio: string[];
}

/** All of it. */
export interface Office {
  address: string;
  station: { id: string; name: string; address: string };
  office: { hours: string; phone: string; officers: string; idle_seconds: number };
  leaflets: Leaflet[];
  past: Summary[];
  examples: Example[];
}

/** What a kiosk stands on. */
export interface Ground {
  office: Office;
  languages: Language[];
}

/** Fetch the station's office and the languages; without a network what was known last. "stop": this device may not. */
export async function findGround(device: Device): Promise<Ground | "none" | "stop"> {
  const [office, words] = await Promise.all([ask("/api/v1/kiosk", { token: device.token }), ask("/api/v1/languages")]);
  if (office.kind === "stop") {
    return "stop";
  }
  if (office.kind === "yes" && words.kind === "yes" && isRecord(words.body)) {
    const ground = { office: office.body as Office, languages: words.body["items"] as Language[] };
    localStorage.setItem(KEPT, JSON.stringify(ground));
    void refresh(); // keys and drafts, for when the network is away
    return ground;
  }
  const kept = localStorage.getItem(KEPT);
  return kept === null ? "none" : (JSON.parse(kept) as Ground);
}

/** A draft that is over, which only the server has. */
export async function fetchDraft(id: string): Promise<Consultation | null> {
  const answer = await ask(`/api/v1/consultations/${id}`);
  return answer.kind === "yes" ? (answer.body as Consultation) : null;
}
