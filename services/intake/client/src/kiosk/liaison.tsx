/** 民意联络: who is at the station and when, something that is about no draft, how far a number has got. */
import { useState } from "preact/hooks";
import { ask, isRecord } from "../core/door.ts";
import { rfc3339 } from "../core/moment.ts";
import { Aloud, Choice, Screen, useKiosk } from "./frame.tsx";
import type { Given } from "./receipt.tsx";
import { Field } from "./talk.tsx";
import { dayIn } from "./words.ts";

const ALPHABET = [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"];
const NUMBER_LENGTH = 14;
const MOST = 2000;

/** The station, and two ways on. */
export function LiaisonScreen() {
  const { say, office, go } = useKiosk();
  const known = { address: office.station.address, ...office.office };
  const said = (["address", "hours", "phone", "officers"] as const).map((each) => [say(`liaison.${each}`), known[each] || say("liaison.unknown")] as const);
  return <Screen step="liaison" title={say("liaison.title")} read={["liaison.title"]} back={() => go("home")}>
    <section class="leaf"><h2>{office.station.name}</h2>
      <dl>{said.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <Aloud text={[office.station.name, ...said.map((each) => each.join("："))].join("。")} />
    </section>
    <div class="picks">
      <Choice name="item" more={say("liaison.item.more")} onPick={() => go("item")}>{say("liaison.item")}</Choice>
      <Choice name="lookup" onPick={() => go("lookup")}>{say("liaison.lookup")}</Choice>
    </div>
  </Screen>;
}

/** Something that is about no draft: no opinion, and no contact is taken. */
export function ItemScreen(props: { id: string; text: string; set: (text: string) => void; given: (given: Given) => void }) {
  const { say, go, device, language } = useKiosk();
  const [wrong, setWrong] = useState("");
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    if (props.text.trim() === "") {
      setWrong(say("words.empty"));
      return;
    }
    setBusy(true);
    const item = { id: props.id, text: props.text, written_at: rfc3339(Date.now()), language: language.tag };
    const answer = await ask("/api/v1/items", { method: "POST", token: device.token, type: "application/json", body: JSON.stringify(item) });
    setBusy(false);
    if (answer.kind === "yes" && isRecord(answer.body)) {
      props.given({ number: String(answer.body["number"]), title: "item.done", caption: "item.number", about: "", isSpoken: false, isOffline: false });
    } else {
      setWrong("detail" in answer ? answer.detail : say("item.away"));
    }
  };
  return <Screen step="item" title={say("item.title")} read={["item.title", "item.nocontact"]} back={() => go("liaison")} wrong={wrong}
    foot={<button type="button" class="primary" data-action="send" disabled={isBusy} onClick={() => void send()}>{say(isBusy ? "sending" : "item.send")}</button>}>
    <Field value={props.text} label={say("words.field")} most={MOST} lang={language.tag} onChange={props.set} />
    <p>{say("item.nocontact")}</p>
  </Screen>;
}


/** One step of a number's way. */
interface Stage {
  at: string;
  stage: string;
  whom?: string;
}

/** The way that was told; the stages of a social item are called otherwise than an opinion's. */
function stagesOf(body: Record<string, unknown>): Stage[] {
  const stages = body["timeline"] as Stage[];
  return body["kind"] === "item" ? stages.map((each) => ({ ...each, stage: `item.${each.stage}` })) : stages;
}

/** How far a number has got; it is typed on keys of its own, so that no system keyboard remembers it. */
export function LookupScreen() {
  const { say, language, go } = useKiosk();
  const [number, setNumber] = useState("");
  const [stages, setStages] = useState<Stage[]>([]);
  const [wrong, setWrong] = useState("");
  const type = (value: string) => {
    setNumber(value.slice(0, NUMBER_LENGTH));
    setStages([]);
    setWrong("");
  };
  const look = async () => {
    const answer = await ask(`/api/v1/opinions/${number}`);
    setStages(answer.kind === "yes" && isRecord(answer.body) ? stagesOf(answer.body) : []);
    setWrong(answer.kind === "yes" ? "" : say(answer.kind === "none" ? "lookup.away" : "lookup.none"));
  };
  const shown = number.replace(/^(.{5})(.{0,5})(.*)$/, (_, ...parts: string[]) => parts.slice(0, 3).filter(Boolean).join("-"));
  return <Screen step="lookup" title={say("lookup.title")} read={["lookup.title"]} back={() => go("liaison")} wrong={wrong}
    foot={<button type="button" class="primary" data-action="look" disabled={number.length < NUMBER_LENGTH} onClick={() => void look()}>{say("lookup.go")}</button>}>
    <p class="number" data-typed aria-live="polite">{shown || "—"}</p>
    {stages.length > 0 ? <ol class="stages">{stages.map((each, at) => <li key={at} class="done"><b>{say(`stage.${each.stage}`)}</b>{each.whom && <span> → {each.whom}</span>} <span class="quiet">{dayIn(language, each.at)}</span></li>)}</ol>
      : <div class="keys">{ALPHABET.map((each) => <button key={each} type="button" data-key={each} onClick={() => type(number + each)}>{each}</button>)}
        <button type="button" class="wide" data-action="delete" onClick={() => type(number.slice(0, -1))}>{say("lookup.delete")}</button></div>}
    {stages.length > 0 && <Aloud text={stages.map((each) => say(`stage.${each.stage}`)).join("。")} />}
  </Screen>;
}
