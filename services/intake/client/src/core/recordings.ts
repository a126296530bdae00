/** Recordings: kept as they were made, sent by themselves, before or after their opinion. */
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { sealBox } from "../box.ts";
import { sameBytes, utf8 } from "../bytes.ts";
import { tell } from "./changes.ts";
import { hash } from "./digest.ts";
import { ask, isRecord } from "./door.ts";
import { bytesOf } from "./parcel.ts";
import { database, readSetting, type Recording } from "./store.ts";

/** A recording as it lies on the device and travels: sealed to intake's key, so that nobody here can hear it again. */
const SEALED_TYPE = "application/vnd.minyi.recording";
const MAGIC = utf8("MINYIR1\n");

/** Keep a recording of an opinion, sealed, strictly, and read it back; its digest is of the sound itself. Raises an
 * error where that fails. */
export async function keepRecording(id: string, sound: Uint8Array): Promise<Recording> {
  const key = await readSetting("parcel_key");
  if (key === undefined) {
    throw new Error("no key to seal the recording to");
  }
  const sealed = concatBytes(MAGIC, hexToBytes(key.fingerprint), sealBox(sound, bytesOf(key)));
  const recording: Recording = { id, sound: sealed, type: SEALED_TYPE, sha256: hash(sound), state: "kept" };
  const writing = (await database()).transaction("recordings", "readwrite", { durability: "strict" });
  await Promise.all([writing.store.put(recording), writing.done]);
  const read = await (await database()).get("recordings", id);
  if (read === undefined || !sameBytes(read.sound, sealed)) {
    throw new Error("the recording was not kept");
  }
  tell();
  return recording;
}

/** Send what is not sent yet, the oldest first; "again" where the server gave no answer, "stop" where it must not go on. */
export async function sendRecordings(token: string): Promise<"done" | "again" | "stop"> {
  const waiting = (await (await database()).getAll("recordings")).filter((each) => each.state === "kept");
  for (const each of waiting) {
    const answer = await ask(`/api/v1/recordings/${each.id}`, { method: "PUT", token, type: each.type, body: new Blob([each.sound as BlobPart]) });
    if (answer.kind === "none" || answer.kind === "stop") {
      return answer.kind === "none" ? "again" : "stop";
    }
    if (answer.kind === "yes" && isRecord(answer.body) && answer.body["sha256"] === each.sha256) {
      await (await database()).put("recordings", { ...each, state: "accepted" });
    }
  }
  return "done";
}

/** The opinions whose recordings the server has not taken. */
export async function listSilent(): Promise<string[]> {
  return (await (await database()).getAll("recordings")).filter((each) => each.state === "kept").map((each) => each.id);
}

/** Delete the recordings that the server has, of opinions that the outbox needs no more. */
export async function tidyRecordings(): Promise<void> {
  const tidying = (await database()).transaction(["outbox", "recordings"], "readwrite", { durability: "strict" });
  const recordings = tidying.objectStore("recordings");
  for (const each of await recordings.getAll()) {
    const kept = await tidying.objectStore("outbox").index("id").get(each.id);
    if (each.state === "accepted" && kept === undefined) {
      await recordings.delete(each.id);
    }
  }
  await tidying.done;
}
