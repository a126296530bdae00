/** What the server says of each record of a parcel, and of what it has confirmed; any other shape is no answer. */
import { isRecord } from "./door.ts";

const STATUSES = ["created", "repeated", "late", "conflict", "aside", "damaged"] as const;

/** What became of one record. */
export interface Verdict {
  seq: number;
  status: (typeof STATUSES)[number];
  why: string[];
}

/** An answer to a parcel: verdicts, what the chain lacks, the server's clock. */
export interface ParcelAnswer {
  verdicts: Verdict[];
  missing: number[];
  now: number | null;
}

/** An answer to the question what is committed. */
export interface Confirmation {
  committed: Set<string>;
  differing: Set<string>;
  unknown: Set<string>;
}

/** Read the answer to a parcel that held *seqs* in this order; null if it is not one. */
export function readParcelAnswer(body: unknown, seqs: readonly number[]): ParcelAnswer | null {
  if (!isRecord(body) || !Array.isArray(body["results"]) || body["results"].length !== seqs.length) {
    return null;
  }
  const verdicts = body["results"].map((each, at) => readVerdict(each, seqs, at));
  if (verdicts.includes(null) || new Set(verdicts.map((each) => each?.seq)).size !== seqs.length) {
    return null;
  }
  return { verdicts: verdicts as Verdict[], missing: missingIn(body["chain"]), now: momentOf(body["now"]) };
}

/** A verdict names its record by seq, or, where the server could not read that, by its place. */
function readVerdict(result: unknown, seqs: readonly number[], at: number): Verdict | null {
  if (!isRecord(result) || !STATUSES.includes(result["status"] as Verdict["status"])) {
    return null;
  }
  const place = typeof result["index"] === "number" ? result["index"] : at;
  const seq = typeof result["seq"] === "number" ? result["seq"] : seqs[place];
  return seq !== undefined && seqs.includes(seq)
    ? { seq, status: result["status"] as Verdict["status"], why: sentencesIn(result["errors"]) } : null;
}

/** The numbers that the server's chain of this device lacks. */
export function missingIn(chain: unknown): number[] {
  const missing = isRecord(chain) && Array.isArray(chain["missing"]) ? chain["missing"] : [];
  return missing.filter((each): each is number => Number.isInteger(each));
}

function sentencesIn(errors: unknown): string[] {
  const all = isRecord(errors) ? Object.values(errors).flat() : Array.isArray(errors) ? errors : [];
  return all.filter((each): each is string => typeof each === "string");
}

function momentOf(now: unknown): number | null {
  const at = typeof now === "string" ? Date.parse(now) : NaN;
  return Number.isNaN(at) ? null : at;
}

/** Read what is committed; null if it is no such answer. What is aside is as safe as what is committed. */
export function readConfirmation(body: unknown): Confirmation | null {
  if (!isRecord(body)) {
    return null;
  }
  const ids = (name: string): string[] | null => {
    const list = body[name];
    return Array.isArray(list) && list.every((each) => typeof each === "string") ? list : null;
  };
  const [committed, differing, unknown] = [ids("committed"), ids("differing"), ids("unknown")];
  if (committed === null || differing === null || unknown === null) {
    return null;
  }
  return { committed: new Set([...committed, ...(ids("aside") ?? [])]), differing: new Set(differing), unknown: new Set(unknown) };
}
