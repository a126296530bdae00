/** 法治宣传: drafts in plain words, what people's words have changed, leaflets. */
import { useEffect, useState } from "preact/hooks";
import type { Consultation } from "../core/store.ts";
import { listConsultations } from "../core/supplies.ts";
import { articlesOf } from "./articles.ts";
import { Aloud, Choice, Screen, useKiosk } from "./frame.tsx";
import { type Example, fetchDraft, type Leaflet } from "./office.ts";
import { ArticleText } from "./opinion.tsx";
import { dayIn } from "./words.ts";

type Room = { kind: "all" } | { kind: "draft"; draft: Consultation; at: number | null } | { kind: "leaflet"; leaflet: Leaflet };

/** The reading room. */
export function ReadingScreen() {
  const [room, enter] = useState<Room>({ kind: "all" });
  if (room.kind === "leaflet") {
    return <LeafletPage leaflet={room.leaflet} back={() => enter({ kind: "all" })} />;
  }
  if (room.kind === "draft") {
    return <DraftPage draft={room.draft} at={room.at} look={(at) => enter({ ...room, at })} back={() => enter({ kind: "all" })} />;
  }
  return <Shelf enter={enter} />;
}

function Shelf({ enter }: { enter: (room: Room) => void }) {
  const { say, language, office, go } = useKiosk();
  const [open, setOpen] = useState<Consultation[]>([]);
  const [wrong, setWrong] = useState("");
  useEffect(() => void listConsultations().then(setOpen), []);
  const read = (draft: Consultation) => enter({ kind: "draft", draft, at: null });
  const fetchPast = async (id: string) => {
    const draft = await fetchDraft(id);
    draft === null ? setWrong(say("reading.away")) : read(draft);
  };
  const { leaflets, past, examples } = office;
  return <Screen step="reading" title={say("reading.title")} read={["reading.title"]} back={() => go("home")} wrong={wrong}>
    {open.length + leaflets.length + past.length + examples.length === 0 && <p>{say("reading.none")}</p>}
    {open.length > 0 && <h2>{say("reading.open")}</h2>}
    <div class="picks">{open.map((each) => <Choice key={each.id} name={each.id} lang="zh-CN" onPick={() => read(each)}>{each.title}</Choice>)}</div>
    {leaflets.length > 0 && <h2>{say("reading.leaflets")}</h2>}
    <div class="picks">{leaflets.map((each) => <Choice key={each.id} name={each.id} lang="zh-CN" onPick={() => enter({ kind: "leaflet", leaflet: each })}>{each.title}</Choice>)}</div>
    {examples.length > 0 && <h2>{say("reading.examples")}</h2>}
    {examples.map((each, at) => <Adopted key={at} example={each} />)}
    {past.length > 0 && <h2>{say("reading.past")}</h2>}
    <div class="picks">{past.map((each) => <Choice key={each.id} name={each.id} lang="zh-CN" onPick={() => void fetchPast(each.id)}
      more={say("draft.closes", { day: dayIn(language, each.closes_at) })}>{each.title}</Choice>)}</div>
  </Screen>;
}

function Adopted({ example }: { example: Example }) {
  const { say } = useKiosk();
  const { title, consultation, outcome, enacted_provision: provision } = example;
  return <article class="leaf">
    <p><b>{say(`reading.${outcome}`)}</b></p>
    <p lang="zh-CN">{title}</p>
    <p lang="zh-CN" class="quiet">{consultation}</p>
    {provision && <p>{say("reading.enacted", { provision })}</p>}
    <Aloud text={[say(`reading.${outcome}`), title, provision ?? ""].join("。")} />
  </article>;
}

function DraftPage({ draft, at, look, back }: { draft: Consultation; at: number | null; look: (at: number | null) => void; back: () => void }) {
  const { say } = useKiosk();
  const articles = articlesOf(draft);
  const article = at === null ? undefined : articles[at];
  if (at !== null && article !== undefined) {
    return <Screen step="reading" title={article.name} back={() => look(null)}>
      <ArticleText article={article} />
      <p class="row">
        {at > 0 && <button type="button" data-action="before" onClick={() => look(at - 1)}>{say("article.before")}</button>}
        {at < articles.length - 1 && <button type="button" data-action="after" onClick={() => look(at + 1)}>{say("article.after")}</button>}
      </p>
    </Screen>;
  }
  return <Screen step="reading" title={draft.draft_title} back={back}>
    <div class="picks list">{articles.map((each, place) => <Choice key={each.eid} name={each.eid} lang="zh-CN" onPick={() => look(place)}
      more={each.note ? say("article.note") : undefined}>{each.name}</Choice>)}</div>
  </Screen>;
}

function LeafletPage({ leaflet, back }: { leaflet: Leaflet; back: () => void }) {
  return <Screen step="reading" title={leaflet.title} back={back}>
    {leaflet.picture && <img class="picture" src={leaflet.picture} alt="" />}
    <div lang="zh-CN">{leaflet.text.split("\n").filter((each) => each.trim()).map((each, at) => <p key={at}>{each}</p>)}</div>
    <Aloud text={leaflet.text} />
  </Screen>;
}
