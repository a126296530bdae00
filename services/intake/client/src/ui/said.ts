/** What a person has put into the form, and what of it goes into the outbox. */
import type { Contact, Draft } from "../core/opinion.ts";
import type { Consultation } from "../core/store.ts";
import type { Article } from "./outline.ts";
import type { Words } from "./words.ts";

/** How to answer; none is "". */
export type Channel = "" | "email" | "sms" | "slip";

/** The form's fields. `id` is made at the first keystroke. */
export interface Said {
  id: string;
  provision: string;
  stance: "support" | "oppose" | "amend" | "comment";
  text: string;
  proposed_text: string | null;
  reason: string;
  answers: { [question: string]: string };
  contact_channel: Channel;
  contact_name: string;
  contact_email: string;
  contact_phone: string;
}

/** A field's name and the sentence that says what to do. */
export type Wrong = [field: keyof Said, sentence: string];

export const NOTHING: Said = {
  id: "", provision: "", stance: "comment", text: "", proposed_text: null, reason: "", answers: {},
  contact_channel: "", contact_name: "", contact_email: "", contact_phone: "",
};
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** What is missing or not right, in the order of the form. */
export function check(said: Said, words: Words): Wrong[] {
  const wrong: Wrong[] = [];
  const want = (isRight: boolean, field: keyof Said, sentence: string): void => {
    if (!isRight) {
      wrong.push([field, sentence]);
    }
  };
  want(clean(said.text) !== "", "text", words.wantText);
  if (said.contact_channel === "email") {
    want(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(said.contact_email.trim()), "contact_email", words.wantEmail);
  } else if (said.contact_channel === "sms") {
    want(/^\+?\d{7,15}$/.test(phoneOf(said)), "contact_phone", words.wantPhone);
  } else if (said.contact_channel === "slip") {
    want(clean(said.contact_name) !== "", "contact_name", words.wantName);
  }
  return wrong;
}

/** What goes into the outbox: what was left empty, or is the draft's own wording, is absent. */
export function draftOf(said: Said, consultation: Consultation, article: Article | undefined, language: string): Draft {
  const draft: Draft = { id: said.id, consultation_id: consultation.id, draft_version: consultation.draft_version, text: clean(said.text), language };
  const answers = Object.fromEntries(Object.entries(said.answers).map(([id, each]) => [id, clean(each)]).filter(([, each]) => each !== ""));
  const proposed = clean(said.proposed_text ?? "");
  if (article !== undefined) {
    draft.provision = article.eid;
    draft.stance = said.stance;
    if (said.stance === "amend" && proposed !== "" && bare(proposed) !== bare(article.text)) {
      draft.proposed_text = proposed;
    }
  }
  if (clean(said.reason) !== "") {
    draft.reason = clean(said.reason);
  }
  return Object.keys(answers).length > 0 ? { ...draft, answers } : draft;
}

/** How to reach the person; null for who wants no answer. */
export function contactOf(said: Said, stationId: string): Contact | null {
  const channel = said.contact_channel;
  if (channel === "") {
    return null;
  }
  return {
    name: clean(said.contact_name) || null, phone: channel === "sms" ? phoneOf(said) : null,
    email: channel === "email" ? said.contact_email.trim() : null, address: null, station_id: stationId, channel,
  };
}

function phoneOf(said: Said): string {
  return said.contact_phone.replaceAll(/[\s-]/g, "");
}

/** Without what cannot be printed, and without space around it. */
function clean(text: string): string {
  return text.replaceAll(UNPRINTABLE, "").trim();
}

function bare(text: string): string {
  return text.replaceAll(/\s/g, "");
}
