/** An opinion on its way from the form to the outbox. */
import type { Contact } from "../contact.ts";
import type { Json } from "./digest.ts";

/** What a person has said; what was not said is absent. */
export interface Draft {
  id: string;
  consultation_id: string;
  draft_version: number;
  provision?: string;
  stance?: string;
  /** The words; an opinion that was only spoken has none, but the SHA-256 of its recording. */
  text?: string;
  recording?: string;
  proposed_text?: string;
  reason?: string;
  answers?: { [question: string]: string };
  language: string;
  submitter?: { kind: string; public_name?: string };
}

/** Where it is said: what the device adds to each opinion. */
export interface Place {
  channel: "tablet" | "kiosk";
  station_id: string;
  popup_id?: string;
}

/** What the device itself adds: its number, what went before, its clock's error. */
export interface Link {
  seq: number;
  prev?: string;
  clock_offset_ms?: number;
}

/** The JSON body of an opinion: interfaces.md's, without null members. */
export type Body = { [name: string]: Json };

/** A person's contact, before it is sealed. */
export type { Contact };

/** Put an opinion together; the parts that are alike in all opinions of an event stand together, for the template. */
export function bodyOf(draft: Draft, place: Place, link: Link, writtenAt: string, sealed: Body): Body {
  const { id, consultation_id, draft_version, language, ...said } = draft;
  const body = { id, written_at: writtenAt, device: link, ...said, ...sealed, consultation_id, draft_version, ...place, language };
  return JSON.parse(JSON.stringify(body)) as Body; // what is undefined is left out
}

/** A typical body of an event as text: the dictionary that its records are deflated with. */
export function templateOf(draft: Draft, place: Place, contactKey: string): string {
  const said: Draft = {
    id: "01900000-0000-7000-8000-000000000000", consultation_id: draft.consultation_id, draft_version: draft.draft_version,
    provision: "art_12__para_1", stance: "amend", text: "希望建议应该同意不同意支持反对，因为没有办法，村里的人都不能。",
    proposed_text: "第二款：县级以上人民政府应当", reason: "我家", answers: { q1: "a" }, submitter: { kind: "person" },
    language: draft.language,
  };
  const link = { seq: 1, prev: "0123456789abcdef", clock_offset_ms: -120 };
  const sealed = { sealed_contact: "", contact_key: contactKey };
  return JSON.stringify(bodyOf(said, place, link, "2026-11-25T09:00:00.000+08:00", sealed));
}
