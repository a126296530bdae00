/** The operator's page: which device, which event, what to do. */
import { useState } from "preact/hooks";
import { download, exportParcels } from "../core/export.ts";
import { takeUpdate } from "./update.ts";
import { type Seen, unsentOf } from "./watch.ts";
import { showMoment, type Words } from "./words.ts";

interface HomeProps {
  seen: Seen;
  words: Words;
  scope: string;
  hasUpdate: boolean;
  onStart(): void;
  onChooseEvent(): void;
}

/** Event, start, way out, new version. */
export function Home({ seen, words, scope, hasUpdate, onStart, onChooseEvent }: HomeProps) {
  const { device, event } = seen;
  const consultation = seen.consultations.find((each) => each.id === event?.consultation_id);
  if (device === undefined) {
    return <section class="panel"><h1>{words.unenrolled}</h1><p>{words.howToEnrol}</p></section>;
  }
  return (
    <section class="home">
      <h1>{event === undefined ? words.noEvent : event.title}</h1>
      {event && <p class="muted">{[event.place, event.audience, (event.crew ?? []).join("、")].filter(Boolean).join(" · ")}</p>}
      {event && <p lang="zh-CN">{consultation?.title ?? words.noConsultation}</p>}
      <p class="row">
        {event && consultation && <button type="button" class="go" data-action="start" onClick={onStart}>{words.start}</button>}
        <button type="button" data-action="choose-event" onClick={onChooseEvent}>{words.chooseEvent}</button>
      </p>
      {!seen.room.stored && <p class="note warn">{words.looseWarning}</p>}
      {hasUpdate && <Update unsent={unsentOf(seen.kept, seen.sounds).length} scope={scope} words={words} />}
      <Export words={words} />
      <p class="muted">{[`${words.station} ${device.station.name}`, `${words.device} ${device.name}`,
        seen.refreshedAt === undefined ? words.neverRefreshed : words.refreshed(showMoment(seen.refreshedAt, words))].join(" · ")}</p>
    </section>
  );
}

/** One touch: the sealed file goes to the browser's downloads. */
function Export({ words }: { words: Words }) {
  const [said, setSaid] = useState("");
  const press = async (): Promise<void> => {
    const files = await exportParcels();
    files.forEach(download);
    const count = files.reduce((sum, each) => sum + each.count, 0);
    setSaid(count === 0 ? words.nothingToExport : words.exported(count));
  };
  return (
    <div>
      <p><button type="button" data-action="export" onClick={() => void press().catch(() => undefined)}>{words.exportAll}</button></p>
      {said && <p class="note" role="status">{said}</p>}
    </div>
  );
}

/** The new version waits for the operator, and for everything to have arrived. */
function Update({ unsent, scope, words }: { unsent: number; scope: string; words: Words }) {
  const [isHeld, setHeld] = useState(false);
  return (
    <div class="note">
      <p><b>{words.newVersion}</b></p>
      <p class="row">
        <button type="button" data-action="update" disabled={unsent > 0} onClick={() => void takeUpdate(scope).then((went) => setHeld(!went))}>{words.update}</button>
        {(unsent > 0 || isHeld) && <span>{words.updateLater(unsent)}</span>}
      </p>
    </div>
  );
}
