/** The one sender: oldest first, one parcel at a time, whatever the network does. */
import { onChange } from "./changes.ts";
import { ask, type Answer, squeezed } from "./door.ts";
import { eventsOf } from "./events.ts";
import { paced, rfc3339 } from "./moment.ts";
import { MEDIA_TYPE, packParcel } from "./parcel.ts";
import { change } from "./outbox.ts";
import * as queue from "./queue.ts";
import { sendRecordings, tidyRecordings } from "./recordings.ts";
import { type Kept, readSetting, writeSetting } from "./store.ts";
import { readConfirmation, readParcelAnswer } from "./verdicts.ts";

const PARCELS = "/api/v1/parcels";
const CONFIRM = "/api/v1/opinions/confirm";
const CONFIRMED_AT_ONCE = 500;
const LOCK = "outbox";
const CHECK_MS = 60_000; // a look at the outbox even if nothing called
const FEW = 1;

/** idle: nothing to do; offline: no network; waiting: no answer, another try follows; stopped: someone must help. */
export type Sending = "idle" | "sending" | "waiting" | "offline" | "stopped";

/** What the operator is told. */
export interface Status {
  state: Sending;
  /** Why it stopped, in the server's words. */
  problem: string;
}

/** What one step came to: more to do, nothing to do, no answer, or stop. */
type Step = "more" | "done" | "none" | "stop";

/** Sends the outbox, in this tab or another: whoever holds the lock. */
export class Sender {
  status: Status = { state: "idle", problem: "" };
  readonly #told: (status: Status) => void;
  #failures = 0;
  #most = queue.MOST_RECORDS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #called = false;

  constructor(told: (status: Status) => void = () => undefined) {
    this.#told = told;
  }

  /** Begin, and go on for as long as the page lives. */
  start(): void {
    onChange(() => this.#call());
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.#show("offline"));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#call());
    this.now();
  }

  /** Someone presses "send now", or the network is back: forget pauses, and try what was refused too. */
  now(): void {
    this.#failures = 0;
    void queue.retryAll().catch(() => undefined).finally(() => void this.#run());
  }

  /** Something new is in the outbox; pauses hold. */
  #call(): void {
    if (this.#running) {
      this.#called = true;
    } else if (this.status.state === "idle") {
      void this.#run();
    }
  }

  async #run(): Promise<void> {
    if (this.#running) {
      this.#called = true;
      return;
    }
    this.#running = true;
    clearTimeout(this.#timer);
    let step: Step = "none";
    try {
      do {
        this.#called = false;
        step = await navigator.locks.request(LOCK, () => this.#drain());
      } while (step === "done" && this.#called && (await queue.nextRecords(FEW)).length > 0);
    } catch {
      step = "none"; // the store failed: try again later
    } finally {
      this.#running = false;
      await this.#settle(step).catch(() => undefined);
    }
  }

  /** What follows a run: rest, a pause, or a stop. */
  async #settle(step: Step): Promise<void> {
    if (step === "stop") {
      this.#show("stopped", this.status.problem);
      return;
    }
    if (step === "none") {
      this.#show(navigator.onLine ? "waiting" : "offline");
      this.#wake(queue.pauseAfter(this.#failures++));
      return;
    }
    this.#failures = 0;
    this.#show("idle");
    const ends = await queue.nextPauseEnds().catch(() => null);
    this.#wake(ends === null ? paced(CHECK_MS) : Math.min(paced(CHECK_MS), Math.max(0, ends - Date.now())));
  }

  #wake(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), pause);
  }

  #show(state: Sending, problem = ""): void {
    this.status = { state, problem };
    this.#told(this.status);
  }

  /** Send all there is; the lock is held meanwhile. */
  async #drain(): Promise<Step> {
    await queue.takeBack();
    const device = await readSetting("device");
    if (device === undefined) {
      return "done";
    }
    let step: Step = "more";
    while (step === "more") {
      step = await this.#sendNext(device);
    }
    for (const next of [() => this.#confirm(device.token), () => this.#sendSounds(device.token)]) {
      step = step === "done" ? await next() : step;
    }
    await queue.tidy();
    await tidyRecordings();
    return step;
  }

  async #sendNext(device: { device_id: string; token: string }): Promise<Step> {
    const records = await queue.nextRecords(this.#most);
    const first = records[0];
    const publicKey = first && (await readSetting("parcel_keys"))?.[first.key];
    if (first === undefined || publicKey === undefined) {
      return "done";
    }
    this.#show("sending");
    await queue.markSending(records).catch(() => undefined); // a full device can still send
    const at = Date.now();
    const sending = { ...device, made_at: rfc3339(at) };
    const parcel = packParcel(records, sending, { fingerprint: first.key, public_key: publicKey }, await eventsOf(records));
    const answer = await ask(PARCELS, { method: "POST", type: MEDIA_TYPE, body: new Blob([parcel as BlobPart]) });
    const step = await this.#hear(records, answer, at);
    await queue.takeBack();
    return step;
  }

  async #hear(records: readonly Kept[], answer: Answer, at: number): Promise<Step> {
    if (answer.kind === "no") {
      return this.#narrow(records, answer.detail);
    }
    if (answer.kind === "stop") {
      this.status.problem = answer.detail;
      return "stop";
    }
    const said = answer.kind === "yes" ? readParcelAnswer(answer.body, records.map((each) => each.seq)) : null;
    if (said === null) {
      return "none";
    }
    await queue.applyVerdicts(said.verdicts);
    await queue.sendAgain(said.missing);
    if (said.now !== null) {
      await writeSetting("clock_offset", Math.round((at + Date.now()) / 2 - said.now));
    }
    this.#most = Math.min(queue.MOST_RECORDS, this.#most * 2);
    this.#failures = 0;
    return "more";
  }

  /** The parcel as a whole was refused: look for the record it is about by sending fewer; one alone is set back. */
  async #narrow(records: readonly Kept[], detail: string): Promise<Step> {
    if (records.length > 1) {
      this.#most = Math.floor(records.length / 2);
      return "more";
    }
    await change(records.map((each) => each.seq), (kept) => queue.setBack(kept, [detail]));
    return "more";
  }

  async #sendSounds(token: string): Promise<Step> {
    const result = await sendRecordings(token);
    return result === "again" ? "none" : result;
  }

  /** Ask which of what was taken is committed, by id and digest. */
  async #confirm(token: string): Promise<Step> {
    for (;;) {
      const asked = (await queue.listUnconfirmed()).slice(0, CONFIRMED_AT_ONCE);
      if (asked.length === 0) {
        return "done";
      }
      this.#show("sending");
      const answer = await this.#askConfirmation(asked, token);
      const said = answer.kind === "yes" ? readConfirmation(answer.body) : null;
      if (answer.kind === "stop") {
        this.status.problem = answer.detail;
        return "stop";
      }
      if (said === null || !asked.some((each) => said.committed.has(each.id) || said.unknown.has(each.id) || said.differing.has(each.id))) {
        return "none";
      }
      await queue.applyConfirmation(asked, said, Date.now());
      await writeSetting("confirmed_at", Date.now());
    }
  }

  async #askConfirmation(asked: readonly Kept[], token: string): Promise<Answer> {
    const items = { items: asked.map((each) => ({ id: each.id, sha256: each.digest })) };
    const answer = await ask(CONFIRM, { method: "POST", token, ...(await squeezed(items)) });
    const plain = { method: "POST", token, type: "application/json", body: JSON.stringify(items) } as const;
    return answer.kind === "no" ? ask(CONFIRM, plain) : answer; // a server that takes no gzip
  }
}
