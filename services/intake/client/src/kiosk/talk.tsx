/** The words: typed with the system's own keyboard, or spoken while a button is held. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Aloud, Screen, useKiosk } from "./frame.tsx";
import { canRecord, Recorder } from "./recorder.ts";

const TAP_MS = 400; // a shorter press keeps recording until the next one: not everybody can hold
const LOOK_MS = 200;

/** What was typed and what was said. */
export interface Words {
  text: string;
  sound: Blob | null;
  seconds: number;
}

const MOST = 5000;

/** A big field with a way to the system's keyboard. */
export function Field(props: { value: string; label: string; most: number; onChange: (value: string) => void; lang: string }) {
  const { say } = useKiosk();
  const field = useRef<HTMLTextAreaElement>(null);
  const open = () => {
    field.current?.focus();
    (navigator as Navigator & { virtualKeyboard?: { show(): void } }).virtualKeyboard?.show();
  };
  return <div class="writing">
    <textarea ref={field} value={props.value} aria-label={props.label} placeholder={props.label} maxLength={props.most} rows={5} lang={props.lang}
      inputMode="text" enterkeyhint="done" autoComplete="off" autoCorrect="off" autoCapitalize="off" spellcheck={false}
      onInput={(event) => props.onChange(event.currentTarget.value)} />
    <button type="button" data-action="keyboard" onClick={open}>{say("words.keyboard")}</button>
    <p class="quiet">{say("words.ime")}</p>
  </div>;
}

/** Say it. */
export function WordsScreen({ words, set, next }: { words: Words; set: (words: Words) => void; next: () => void }) {
  const { say, go, language } = useKiosk();
  const recorder = useRef<Recorder | null>(null);
  const [wrong, setWrong] = useState("");
  const now = (recorder.current ??= new Recorder());
  useEffect(() => () => now.discard(), []);
  const take = async (): Promise<Words> => {
    const seconds = now.seconds;
    const sound = await now.finish();
    const taken = sound === null ? words : { ...words, sound, seconds };
    set(taken);
    return taken;
  };
  const onward = async () => {
    const taken = await take();
    if (taken.sound === null && taken.text.trim() === "") {
      setWrong(say("words.empty"));
    } else {
      next();
    }
  };
  const back = () => void take().then(() => go("stance"));
  return <Screen step="words" title={say("words.title")} read={["words.title", "words.how"]} back={back} wrong={wrong}
    foot={<button type="button" class="primary" data-action="next" onClick={() => void onward()}>{say("next")}</button>}>
    {canRecord() && <Talk recorder={now} words={words} take={take} forget={() => set({ ...words, sound: null, seconds: 0 })} />}
    <Field value={words.text} label={say("words.field")} most={MOST} lang={language.tag} onChange={(text) => set({ ...words, text })} />
  </Screen>;
}

function Talk({ recorder, words, take, forget }: { recorder: Recorder; words: Words; take: () => Promise<Words>; forget: () => void }) {
  const { say } = useKiosk();
  const [, look] = useState(0);
  const [isDeaf, setDeaf] = useState(false);
  const pressed = useRef({ at: 0, keeps: false });
  useEffect(() => {
    const timer = setInterval(() => {
      if (recorder.isFull) {
        recorder.pause();
      }
      look((count) => count + 1);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const press = async (event: PointerEvent) => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    if (recorder.isRecording) {
      pressed.current = { at: 0, keeps: false };
      recorder.pause();
      return;
    }
    pressed.current = { at: Date.now(), keeps: false };
    setDeaf(!(await recorder.speak()));
  };
  const release = () => {
    const { at } = pressed.current;
    if (at > 0 && Date.now() - at < TAP_MS) {
      pressed.current = { at: 0, keeps: true };
    } else if (!pressed.current.keeps) {
      recorder.pause();
    }
  };
  const again = () => {
    recorder.discard();
    forget();
  };
  return <section class="talk">
    {words.sound === null && <button type="button" class="hold" data-action="talk" aria-pressed={recorder.isRecording} onPointerDown={(event) => void press(event)}
      onPointerUp={release} onPointerCancel={release} onKeyDown={(event) => void toggle(event, recorder)}>
      <span aria-hidden="true">●</span> {talkWords(recorder, pressed.current.keeps, say)}
    </button>}
    {isDeaf && <p class="wrong" role="alert" data-error>{say("words.nomic")}</p>}
    <Said seconds={words.sound === null ? recorder.seconds : words.seconds} isRecording={recorder.isRecording} words={words} take={take} again={again} />
  </section>;
}

function talkWords(recorder: Recorder, keeps: boolean, say: (key: string, values?: { s: number }) => string): string {
  if (recorder.isRecording) {
    return say(keeps ? "words.talking.tap" : "words.talking", { s: recorder.seconds });
  }
  return say(recorder.seconds > 0 ? "words.more" : "words.talk");
}

/** The keyboard's way: a press begins, the next one ends. */
async function toggle(event: KeyboardEvent, recorder: Recorder): Promise<void> {
  if ((event.key === "Enter" || event.key === " ") && !event.repeat) {
    event.preventDefault();
    recorder.isRecording ? recorder.pause() : await recorder.speak();
  }
}

/** What has been said so far, to listen to or to say again. */
function Said(props: { seconds: number; isRecording: boolean; words: Words; take: () => Promise<Words>; again: () => void }) {
  const { say } = useKiosk();
  const [address, setAddress] = useState("");
  const { sound } = props.words;
  useEffect(() => {
    const made = sound === null ? "" : URL.createObjectURL(sound);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [sound]);
  if (props.isRecording || (props.seconds === 0 && sound === null)) {
    return null;
  }
  return <div class="said" data-recorded={props.seconds}>
    <p role="status"><b>{say("words.recorded", { s: props.seconds })}</b></p>
    {address !== "" && <audio controls autoPlay src={address} />}
    <p class="row">
      {sound === null && <button type="button" data-action="hear" onClick={() => void props.take()}>{say("words.hear")}</button>}
      <button type="button" data-action="again" onClick={props.again}>{say("words.again")}</button>
    </p>
    <p class="quiet">{say("words.original")}</p>
    <Aloud of={["words.original"]} />
  </div>;
}
