/** The citizen's form: which article, what one thinks, what one says, whether one wants an answer. */
import { useEffect, useRef, useState } from "preact/hooks";
import { keepOpinion, NotKept } from "../core/outbox.ts";
import type { Place } from "../core/opinion.ts";
import { newId } from "../core/receipt.ts";
import type { Consultation, Kept } from "../core/store.ts";
import { ContactFields } from "./contact-fields.tsx";
import { Area, Choices, type FieldProblems } from "./fields.tsx";
import { findArticle, questionsOn, readOutline } from "./outline.ts";
import { Questions } from "./questions.tsx";
import { Statute, Wording } from "./statute.tsx";
import { check, contactOf, draftOf, NOTHING, type Said, type Wrong } from "./said.ts";
import type { Words } from "./words.ts";

const SURE_MS = 5000;

interface FormProps {
  consultation: Consultation;
  place: Place;
  words: Words;
  hasContactKey: boolean;
  onKept(kept: Kept): void;
  onLeave(): void;
}

/** Ask one person. Everything typed lives in this component alone and goes with it. */
export function OpinionForm({ consultation, place, words, hasContactKey, onKept, onLeave }: FormProps) {
  const [said, setSaid] = useState<Said>(NOTHING);
  const [wrong, setWrong] = useState<Wrong[]>([]);
  const [trouble, setTrouble] = useState<{ sentence: string; count: number } | null>(null);
  const [busy, setBusy] = useState(false);
  const chapters = readOutline(consultation.provisions);
  const article = findArticle(chapters, said.provision);
  const questions = questionsOn(consultation, said.provision);
  const problems: FieldProblems = Object.fromEntries(wrong);
  const put = (changed: Partial<Said>): void =>
    // after a failure other words are another opinion: the first may have been kept after all
    setSaid((before) => ({ ...before, ...changed, id: before.id === "" || trouble !== null ? newId() : before.id }));
  useFormLock();

  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const found = check(said, words);
    setWrong(found);
    setTrouble(null);
    if (found.length > 0 || busy) {
      return;
    }
    setBusy(true);
    const asked = Object.fromEntries(questions.flatMap(({ id }) => (said.answers[id] ? [[id, said.answers[id]]] : [])));
    try {
      onKept(await keepOpinion(draftOf({ ...said, answers: asked }, consultation, article, words.code), place, contactOf(said, place.station_id)));
    } catch (error) {
      setTrouble((before) => ({ sentence: words.notKept[error instanceof NotKept ? error.reason : "failed"], count: (before?.count ?? 0) + 1 }));
      setBusy(false);
    }
  };

  return (
    <form class="speak" autocomplete="off" noValidate onSubmit={(event) => void send(event)}>
      <div class="row ends">
        <h1>{words.speak}</h1>
        <LeaveButton words={words} isEmpty={said.id === ""} onLeave={onLeave} />
      </div>
      <p class="muted" lang="zh-CN">{consultation.title}</p>
      {wrong.length > 0 && <Summary key={JSON.stringify(wrong)} wrong={wrong} words={words} />}
      <div class="field">
        <label for="provision">{words.article}</label>
        <select id="provision" name="provision" value={said.provision}
          onChange={(event) => put({ provision: event.currentTarget.value, proposed_text: null })}>
          <option value="">{words.whole}</option>
          {chapters.map((chapter) => (
            <optgroup key={chapter.label} label={chapter.label || words.original} lang="zh-CN">
              {chapter.articles.map((each) => <option key={each.eid} value={each.eid}>{`${each.label} ${each.caption}`}</option>)}
            </optgroup>
          ))}
        </select>
      </div>
      {article && <Statute article={article} note={consultation.notes[article.eid]} words={words} />}
      {article && <Choices name="stance" legend={words.stance} options={words.stances} value={said.stance} onPick={(stance) => put({ stance })} />}
      <Area name="text" label={words.text} hint={words.textHint} value={said.text} most={5000} rows={5} required
        {...(problems.text ? { problem: problems.text } : {})} onType={(text) => put({ text })} />
      <Questions questions={questions} answers={said.answers} words={words} onAnswer={(answers) => put({ answers })} />
      {article && said.stance === "amend" && <Wording article={article} value={said.proposed_text} words={words} onType={(proposed_text) => put({ proposed_text })} />}
      <Area name="reason" label={`${words.reason}${words.optional}`} value={said.reason} most={2000} rows={2} onType={(reason) => put({ reason })} />
      <ContactFields said={said} words={words} problems={problems} hasKey={hasContactKey} onChange={put} />
      {trouble && <p key={trouble.count} class="errors" data-error role="alert">{trouble.sentence}</p>}
      <p class="send"><button class="go" type="submit" data-action="send" disabled={busy}>{words.send}</button></p>
    </form>
  );
}

/** While a form is open, in whichever tab, no update may take over. */
function useFormLock(): void {
  useEffect(() => {
    let release = (): void => undefined;
    const open = new Promise<void>((resolve) => (release = resolve));
    void navigator.locks.request("form-open", { mode: "shared" }, () => open);
    return () => release();
  }, []);
}

/** Leaves at once from an empty form; otherwise asks by its own words. */
function LeaveButton({ words, isEmpty, onLeave }: { words: Words; isEmpty: boolean; onLeave(): void }) {
  const [sure, setSure] = useState(false);
  const press = (): void => {
    if (isEmpty || sure) {
      onLeave();
      return;
    }
    setSure(true);
    setTimeout(() => setSure(false), SURE_MS);
  };
  return <button type="button" data-action="leave" onClick={press}>{sure ? words.leaveSure : words.leave}</button>;
}

/** What is not right, on top, with the focus; each leads to its field. */
function Summary({ wrong, words }: { wrong: Wrong[]; words: Words }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  const go = (event: Event, field: string): void => {
    event.preventDefault();
    document.getElementById(field)?.focus();
  };
  return (
    <div class="errors" role="alert" tabIndex={-1} ref={place} data-wrong>
      <h2>{words.wrong}</h2>
      <ul>{wrong.map(([field, sentence]) => <li key={field}><a href={`#${field}`} onClick={(event) => go(event, field)}>{sentence}</a></li>)}</ul>
    </div>
  );
}
