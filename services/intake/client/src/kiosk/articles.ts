/** A draft's articles as the kiosk shows them: a name, lines, plain words. */
import type { Consultation } from "../core/store.ts";
import { readOutline } from "../ui/outline.ts";

/** An article with what a person is shown of it. */
export interface Article {
  eid: string;
  name: string;
  lines: { label: string; text: string }[];
  note: string;
}

/** The articles and annexes in the order they stand in. */
export function articlesOf(draft: Consultation): Article[] {
  return readOutline(draft.provisions).flatMap((each) => each.articles).map((each) => ({
    eid: each.eid, name: `${each.label} ${each.caption}`.trim(), note: draft.notes?.[each.eid] ?? "",
    lines: each.lines.length > 0 ? each.lines : [{ label: "", text: each.text }],
  }));
}

/** All words of an article, for reading aloud. */
export function textOf(article: Article): string {
  return [article.name, ...article.lines.map((each) => `${each.label} ${each.text}`)].join("。");
}
