/** A draft as a person reads it: articles under their headings, and what is asked about them. */
import type { Consultation, Provision, Question } from "../core/store.ts";

const HEADINGS = new Set(["part", "subpart", "chapter", "section"]);
const LEAVES = new Set(["article", "annex"]);

/** An article (or an annex) with its lines. */
export interface Article extends Provision {
  lines: Provision[];
}

/** A heading and the articles that stand straight under it. */
export interface Chapter {
  label: string;
  articles: Article[];
}

/** Gather flat provisions, in document order, into chapters. */
export function readOutline(provisions: readonly Provision[]): Chapter[] {
  const chapters: Chapter[] = [{ label: "", articles: [] }];
  for (const each of provisions) {
    if (HEADINGS.has(each.kind)) {
      chapters.push({ label: `${each.label} ${each.caption}`.trim(), articles: [] });
    } else if (LEAVES.has(each.kind)) {
      chapters.at(-1)!.articles.push({ ...each, lines: [] });
    } else {
      chapters.at(-1)!.articles.at(-1)?.lines.push(each);
    }
  }
  return chapters.filter((each) => each.articles.length > 0);
}

/** The article of that name; undefined for the draft as a whole. */
export function findArticle(chapters: readonly Chapter[], eid: string): Article | undefined {
  return chapters.flatMap((each) => each.articles).find((each) => each.eid === eid);
}

/** The questions about an article, then those about no article in particular. */
export function questionsOn(consultation: Consultation, eid: string): Question[] {
  const articleOf = (each: Question): string => (each.provision ?? "").split("__")[0] as string;
  const own = eid === "" ? [] : consultation.questions.filter((each) => articleOf(each) === eid);
  return [...own, ...consultation.questions.filter((each) => !/^(art|annex)_/.test(articleOf(each)))];
}
