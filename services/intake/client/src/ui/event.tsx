/** The pop-up event: who asks whom, where, about what. Chosen once, carried by every opinion until it is changed. */
import { useState } from "preact/hooks";
import { rfc3339 } from "../core/moment.ts";
import { newId } from "../core/receipt.ts";
import type { Popup } from "../core/store.ts";
import { Line } from "./fields.tsx";
import type { Seen } from "./watch.ts";
import type { Words } from "./words.ts";

interface EventProps {
  seen: Seen;
  words: Words;
  /** An event was chosen: one that was planned, or one of the crew's own. */
  onChosen(event: Popup, isOwn: boolean): void;
}

/** What is typed here, before it is an event. */
interface Typed {
  popup: string;
  consultation: string;
  title: string;
  place: string;
  audience: string;
  crew: string;
}

/** Choose a planned event, or fill one in; what was chosen before is chosen already. */
export function ChooseEvent({ seen, words, onChosen }: EventProps) {
  const [typed, setTyped] = useState<Typed>(() => startFrom(seen));
  const [isWrong, setWrong] = useState(false);
  const open = seen.consultations;
  const popups = seen.popups.filter((each) => open.some(({ id }) => id === each.consultation_id));
  const popup = popups.find((each) => each.id === typed.popup);
  const consultation = open.find((each) => each.id === typed.consultation) ?? open[0];
  const put = (changed: Partial<Typed>): void => setTyped((before) => ({ ...before, ...changed }));
  if (consultation === undefined) {
    return <p class="empty">{words.noConsultation}</p>;
  }
  const missing = { title: typed.title.trim() === "" ? words.wantTitle : "", place: typed.place.trim() === "" ? words.wantPlace : "" };
  const start = (event: Event): void => {
    event.preventDefault();
    setWrong(true);
    if (popup !== undefined || (missing.title === "" && missing.place === "")) {
      onChosen(popup ?? eventOf(typed, consultation.id, seen.event), popup === undefined);
    }
  };
  const line = (name: "title" | "place" | "audience" | "crew", problem = "") => (
    <Line name={`event-${name}`} label={words[name]} value={typed[name]} most={200} onType={(text) => put({ [name]: text })} {...(isWrong && problem ? { problem } : {})} />
  );
  return (
    <form class="event" autocomplete="off" noValidate onSubmit={start}>
      <h1>{words.chooseEvent}</h1>
      {popups.length > 0 && (
        <fieldset class="field">
          <legend>{words.popups}</legend>
          {popups.map((each) => (
            <label key={each.id} class="choice">
              <input type="radio" name="popup" value={each.id} checked={each.id === typed.popup} onChange={() => put({ popup: each.id })} />
              <span>{each.title} <small>{[each.place, each.audience, (each.crew ?? []).join("、")].filter(Boolean).join(" · ")}</small></span>
            </label>
          ))}
          <label class="choice"><input type="radio" name="popup" value="" checked={popup === undefined} onChange={() => put({ popup: "" })} /><span>{words.byHand}</span></label>
        </fieldset>
      )}
      {popup === undefined && (
        <div>
          <div class="field">
            <label for="event-draft">{words.asking}</label>
            <select id="event-draft" name="event-draft" value={consultation.id} onChange={(event) => put({ consultation: event.currentTarget.value })} lang="zh-CN">
              {open.map((each) => <option key={each.id} value={each.id}>{each.title}</option>)}
            </select>
          </div>
          {line("title", missing.title)}{line("place", missing.place)}{line("audience")}{line("crew")}
        </div>
      )}
      <p class="send"><button class="go" type="submit" data-action="start">{words.start}</button></p>
    </form>
  );
}

function startFrom({ event, device, consultations, popups }: Seen): Typed {
  const planned = event === undefined ? popups[0]?.id : popups.find((each) => each.id === event.id)?.id;
  const draft = consultations.find((each) => each.id === event?.consultation_id) ?? consultations[0];
  return {
    popup: planned ?? "", consultation: draft?.id ?? "", title: event?.title ?? device?.station.name ?? "", place: event?.place ?? device?.station.name ?? "",
    audience: event?.audience ?? draft?.audience ?? "", crew: (event?.crew ?? []).join("、"),
  };
}

/** An event of one's own; it keeps its id while it stays the same. */
function eventOf(typed: Typed, consultationId: string, before: Popup | undefined): Popup {
  const facts = {
    consultation_id: consultationId, title: typed.title.trim(), place: typed.place.trim(), audience: typed.audience.trim(),
    crew: typed.crew.split(/[、,，;；]/).map((each) => each.trim()).filter(Boolean),
  };
  const isSame = before !== undefined && JSON.stringify(facts) === JSON.stringify(Object.fromEntries(Object.keys(facts).map((name) => [name, before[name as keyof Popup]])));
  return isSame ? before : { id: newId(), ...facts, opens_at: rfc3339(Date.now()) };
}
