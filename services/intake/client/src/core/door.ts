/** Asking the server, and telling its answer from that of a network's login page, a proxy, or nobody. */
import { paced } from "./moment.ts";

const PATIENCE_MS = 90_000;

/** What came back: the server's own yes, no, or stop (this device may not); or no answer of the server at all. */
export type Answer =
  | { kind: "yes"; body: unknown }
  | { kind: "no" | "stop"; status: number; detail: string }
  | { kind: "none" };

/** One question. */
export interface Question {
  method?: "GET" | "POST" | "PUT";
  token?: string;
  type?: string;
  encoding?: string;
  body?: BodyInit;
  /** Ask only whether what the browser keeps is as it was; otherwise nothing is kept. */
  isKept?: boolean;
}

/** What the server's refusals look like (RFC 9457). */
interface Problem {
  title: string;
  status: number;
  detail?: string;
}

const NONE: Answer = { kind: "none" };
const STOP = new Set([401, 403]);
const LATER = new Set([408, 425, 429]);

/** Ask. Never raises an error: what fails on the way is no answer. */
export async function ask(path: string, question: Question = {}): Promise<Answer> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), paced(PATIENCE_MS));
  try {
    const answer = await fetch(path, {
      method: question.method ?? "GET", headers: headersOf(question), body: question.body ?? null, signal: stop.signal,
      cache: question.isKept ? "no-cache" : "no-store", credentials: "omit", redirect: "error",
    });
    return judge(answer.status, await answer.json());
  } catch {
    return NONE; // no network, cut off, or not JSON
  } finally {
    clearTimeout(timer);
  }
}

function headersOf(question: Question): Headers {
  const headers = new Headers({ Accept: "application/json" });
  const wanted = { Authorization: question.token && `Bearer ${question.token}`, "Content-Type": question.type, "Content-Encoding": question.encoding };
  for (const [name, value] of Object.entries(wanted)) {
    if (value) {
      headers.set(name, value);
    }
  }
  return headers;
}

/** Judge an answer by its status and its JSON. */
export function judge(status: number, body: unknown): Answer {
  if (status >= 200 && status < 300) {
    return { kind: "yes", body };
  }
  if (status >= 500 || LATER.has(status) || !isProblem(body, status)) {
    return NONE;
  }
  return { kind: STOP.has(status) ? "stop" : "no", status, detail: body.detail ?? body.title };
}

function isProblem(body: unknown, status: number): body is Problem {
  return isRecord(body) && body["status"] === status && typeof body["title"] === "string";
}

/** Whether something is an object with members. */
export function isRecord(value: unknown): value is { [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON text, made smaller where the browser can. */
export async function squeezed(value: unknown): Promise<Pick<Question, "body" | "type" | "encoding">> {
  const text = JSON.stringify(value);
  if (typeof CompressionStream === "undefined") {
    return { body: text, type: "application/json" };
  }
  const small = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).blob();
  return { body: small, type: "application/json", encoding: "gzip" };
}
