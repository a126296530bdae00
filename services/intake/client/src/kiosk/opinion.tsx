/** Saying something about a draft: which draft, which article, what one thinks. One thing a screen. */
import { useEffect, useState } from "preact/hooks";
import type { Consultation } from "../core/store.ts";
import { listConsultations, refresh } from "../core/supplies.ts";
import { type Article, articlesOf, textOf } from "./articles.ts";
import { Aloud, Choice, Screen, useKiosk } from "./frame.tsx";
import { dayIn } from "./words.ts";

export const STANCES = ["support", "oppose", "amend", "comment"] as const;

/** Which draft. */
export function DraftScreen({ pick }: { pick: (draft: Consultation) => void }) {
  const { say, language, go } = useKiosk();
  const [drafts, setDrafts] = useState<Consultation[] | null>(null);
  useEffect(() => void find().then(setDrafts), []);
  const isInvented = drafts?.some((each) => each.invented);
  return <Screen step="draft" title={say("draft.title")} read={["draft.title"]} back={() => go("home")}>
    {drafts === null && <p role="status">{say("loading")}</p>}
    {drafts?.length === 0 && <p>{say("draft.none")}</p>}
    {isInvented && <p class="quiet">{say("home.invented")}</p>}
    <div class="picks">{drafts?.map((each) => <Choice key={each.id} name={each.id} lang="zh-CN" onPick={() => pick(each)}
      more={say("draft.closes", { day: dayIn(language, each.closes_at) })}>{each.title}</Choice>)}</div>
  </Screen>;
}

/** The drafts that are open; what is kept here where nothing was fetched yet. */
async function find(): Promise<Consultation[]> {
  const kept = await listConsultations();
  if (kept.length > 0) {
    return kept;
  }
  await refresh();
  return listConsultations();
}

/** Which article: read them one by one, or choose from the list. */
export function ArticleScreen(props: { draft: Consultation; at: number | null; look: (at: number | null) => void; pick: (article: Article | null) => void }) {
  const { say, go } = useKiosk();
  const articles = articlesOf(props.draft);
  const article = props.at === null ? undefined : articles[props.at];
  if (article !== undefined) {
    return <OneArticle {...props} article={article} count={articles.length} />;
  }
  return <Screen step="article" title={say("article.title")} read={["article.title"]} back={() => go("draft")}>
    <p lang="zh-CN" class="quiet">{props.draft.draft_title}</p>
    <div class="picks list">
      <Choice name="whole" onPick={() => props.pick(null)}>{say("article.whole")}</Choice>
      {articles.map((each, at) => <Choice key={each.eid} name={each.eid} lang="zh-CN" onPick={() => props.look(at)} more={firstWords(each)}>{each.name}</Choice>)}
    </div>
  </Screen>;
}

function firstWords(article: Article): string {
  const text = article.lines[0]?.text ?? "";
  return text.length > 30 ? `${text.slice(0, 30)}……` : text;
}

function OneArticle(props: { article: Article; at: number | null; count: number; look: (at: number | null) => void; pick: (article: Article) => void }) {
  const { say } = useKiosk();
  const at = props.at as number;
  return <Screen step="article" title={props.article.name} back={() => props.look(null)}
    foot={<button type="button" class="primary" data-action="choose" onClick={() => props.pick(props.article)}>{say("article.this")}</button>}>
    <ArticleText article={props.article} />
    <p class="row">
      {at > 0 && <button type="button" data-action="before" onClick={() => props.look(at - 1)}>{say("article.before")}</button>}
      {at < props.count - 1 && <button type="button" data-action="after" onClick={() => props.look(at + 1)}>{say("article.after")}</button>}
      <button type="button" data-action="list" onClick={() => props.look(null)}>{say("article.list")}</button>
    </p>
  </Screen>;
}

/** An article's words, and the same in plain words. */
export function ArticleText({ article }: { article: Article }) {
  const { say } = useKiosk();
  return <>
    <div class="statute" lang="zh-CN">{article.lines.map((each, at) => <p key={at}>{each.label && <b>{each.label} </b>}{each.text}</p>)}</div>
    <Aloud text={textOf(article)} />
    {article.note && <div class="leaf"><p><b>{say("article.note")}</b></p><p lang="zh-CN">{article.note}</p><Aloud text={article.note} /></div>}
  </>;
}

/** What one thinks of it. */
export function StanceScreen({ stance, about, pick }: { stance: string; about: string; pick: (stance: string) => void }) {
  const { say, go } = useKiosk();
  return <Screen step="stance" title={say("stance.title")} read={["stance.title", ...STANCES.map((each) => `stance.${each}`)]} back={() => go("article")}>
    <p lang="zh-CN" class="quiet">{about}</p>
    <div class="picks four">{STANCES.map((each) => <Choice key={each} name={each} isChosen={stance === each} onPick={() => pick(each)}>{say(`stance.${each}`)}</Choice>)}</div>
  </Screen>;
}
