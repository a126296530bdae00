/** What the device keeps: IndexedDB database `minyi`. Its form only ever grows. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

export const DATABASE = "minyi";
const VERSION = 1;

/** Where an opinion stands: kept here; on its way; taken by the server; confirmed; laid aside for a clerk; refused. */
export type State = "kept" | "sending" | "accepted" | "confirmed" | "aside" | "refused";

/** An opinion in the outbox. What it says is in `box`, which only the server can open. */
export interface Kept {
  seq: number;
  id: string;
  digest: string;
  receipt: string;
  written_at: string;
  device_id: string;
  popup_id?: string;
  /** The fingerprint of the key that `box` is sealed to. */
  key: string;
  /** The dictionary that its plain text was deflated with. */
  template: string;
  box: Uint8Array;
  state: State;
  /** How often it failed by itself, and until when it is therefore passed over (ms). */
  tries: number;
  not_before: number;
  why: string[];
  confirmed_at?: number | undefined;
}

/** The enrolled device. */
export interface Device {
  device_id: string;
  token: string;
  kind: string;
  name: string;
  station: { id: string; name: string };
}

/** A public key as the server gives it. */
export interface PublicKey {
  fingerprint: string;
  public_key: string;
}

/** A pop-up event: what is asked where, by whom, of whom. */
export interface Popup {
  id: string;
  consultation_id: string;
  title: string;
  place: string;
  audience: string;
  crew: string[];
  opens_at?: string;
  closes_at?: string;
}

/** One article, paragraph … of a draft. */
export interface Provision {
  eid: string;
  kind: string;
  label: string;
  caption: string;
  text: string;
  parent: string | null;
}

/** A focus question on a provision, or on the draft as a whole. */
export interface Question {
  id: string;
  text: string;
  kind: "single" | "multiple" | "words";
  options: { id: string; text: string }[];
  provision: string | null;
}

/** A consultation with one version of its draft, kept for reading without a network. */
export interface Consultation {
  /** id/version */
  key: string;
  id: string;
  title: string;
  audience: string;
  closes_at: string;
  invented: boolean;
  draft_version: number;
  draft_title: string;
  provisions: Provision[];
  notes: { [eid: string]: string };
  questions: Question[];
}

/** A recording that belongs to an opinion. */
export interface Recording {
  id: string;
  sound: Uint8Array;
  type: string;
  sha256: string;
  state: "kept" | "accepted";
}

/** Single facts by name. */
export interface Settings {
  device: Device;
  /** The last number given, the digest of what it was given to, and to whom the chain belongs. */
  chain: { device_id: string; seq: number; prev: string | null };
  parcel_key: PublicKey;
  /** Every parcel key this device has sealed to, by fingerprint. */
  parcel_keys: { [fingerprint: string]: string };
  contact_key: PublicKey;
  event: Popup;
  popups: Popup[];
  /** The events that were set up on this device itself. */
  events: Popup[];
  /** How far this clock is ahead of the server's, in ms. */
  clock_offset: number;
  /** The consultations that are open now, by their keys in `consultations`. */
  open: string[];
  refreshed_at: number;
  confirmed_at: number;
  language: string;
}

interface Schema extends DBSchema {
  settings: { key: string; value: unknown };
  consultations: { key: string; value: Consultation };
  outbox: { key: number; value: Kept; indexes: { id: string; state: State } };
  recordings: { key: string; value: Recording };
  archive: { key: string; value: Kept };
}

/** The opened database. */
export type Database = IDBPDatabase<Schema>;

let opened: Promise<Database> | null = null;

/** Open the database, or use it as it is open; what was closed by the system is opened anew. */
export function database(): Promise<Database> {
  opened ??= openDB<Schema>(DATABASE, VERSION, { upgrade, blocking: close, terminated: forget }).catch((error: unknown) => {
    forget();
    throw error;
  });
  return opened;
}

function upgrade(db: Database): void {
  db.createObjectStore("settings");
  db.createObjectStore("consultations", { keyPath: "key" });
  const outbox = db.createObjectStore("outbox", { keyPath: "seq" });
  outbox.createIndex("id", "id", { unique: true });
  outbox.createIndex("state", "state");
  db.createObjectStore("recordings", { keyPath: "id" });
  db.createObjectStore("archive", { keyPath: "id" });
}

/** A newer page wants to change the database's form: let it. */
function close(_now: number, _wanted: number | null, event: IDBVersionChangeEvent): void {
  (event.target as IDBDatabase).close();
  forget();
}

function forget(): void {
  opened = null;
}

/** Read one fact. */
export async function readSetting<Name extends keyof Settings>(name: Name): Promise<Settings[Name] | undefined> {
  return (await (await database()).get("settings", name)) as Settings[Name] | undefined;
}

/** Write one fact, safely on the medium when this returns. */
export async function writeSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): Promise<void> {
  const writing = (await database()).transaction("settings", "readwrite", { durability: "strict" });
  await Promise.all([writing.store.put(value, name), writing.done]);
}

/** Forget one fact. */
export async function dropSetting(name: keyof Settings): Promise<void> {
  await (await database()).delete("settings", name);
}
