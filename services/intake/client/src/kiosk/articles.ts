/** A draft as articles, each with its lines; the flat provisions come from the server. */
import type { Consultation, Provision } from "../core/store.ts";

/** An article with what a person is shown of it. */
export interface Article {
  eid: string;
  name: string;
  lines: { label: string; text: string }[];
  note: string;
}

const LEAVES = ["article", "annex"];

/** The articles and annexes in the order they stand in. */
export function articlesOf(draft: Consultation): Article[] {
  const within = new Map<string, Provision[]>();
  for (const each of draft.provisions) {
    const top = each.eid.split("__").filter((part) => /^(art|annex)_/.test(part)).at(-1);
    if (top !== undefined && !LEAVES.includes(each.kind)) {
      within.set(top, [...(within.get(top) ?? []), each]);
    }
  }
  return draft.provisions.filter((each) => LEAVES.includes(each.kind)).map((each) => ({
    eid: each.eid, name: [each.label, each.caption].filter(Boolean).join(" "), note: draft.notes?.[each.eid] ?? "",
    lines: (within.get(each.eid) ?? [each]).map(({ label, text }) => ({ label: label === each.label ? "" : label, text })),
  }));
}

/** All words of an article, for reading aloud. */
export function textOf(article: Article): string {
  return [article.name, ...article.lines.map((each) => `${each.label} ${each.text}`)].join("。");
}
