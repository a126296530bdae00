/** What every screen is made of: the bar, the reading button, one question, two big buttons at the foot. */
import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Device } from "../core/store.ts";
import type { Language, Office } from "./office.ts";
import { hush, isSpoken, onVoices, readAloud } from "./voice.ts";
import type { Say } from "./words.ts";

/** Where somebody is in the kiosk. */
export type Step = "home" | "draft" | "article" | "stance" | "words" | "contact" | "receipt" | "reading" | "liaison" | "item" | "lookup";

/** What all screens share. */
export interface Kiosk {
  say: Say;
  language: Language;
  /** The language that drafts and leaflets are written in. */
  first: Language;
  office: Office;
  device: Device;
  go: (step: Step) => void;
  /** Empty everything and begin anew. */
  end: () => void;
}

export const KioskContext = createContext<Kiosk | null>(null);

/** What all screens share. */
export function useKiosk(): Kiosk {
  return useContext(KioskContext) as Kiosk;
}

/** A button that reads a text aloud: messages by their key in the chosen language, a draft's own words in Chinese.
 * Without a voice there is no button. */
export function Aloud({ of, text }: { of?: string[]; text?: string }) {
  const { say, language, first } = useKiosk();
  const [isReading, setReading] = useState(false);
  const [, look] = useState(0);
  useEffect(() => onVoices(() => look((count) => count + 1)), []);
  useEffect(() => () => hush(), []);
  const spokenIn = text === undefined ? language : first;
  if (!isSpoken(spokenIn, of?.[0])) {
    return null;
  }
  const press = () => {
    if (isReading) {
      hush();
      return;
    }
    setReading(true);
    readAloud(spokenIn, text ?? (of ?? []).map((key) => say(key)).join("。"), of?.[0], () => setReading(false));
  };
  return <button type="button" class="aloud" data-action="aloud" aria-pressed={isReading} onClick={press}>
    <span aria-hidden="true">{isReading ? "■" : "▶"}</span> {say(isReading ? "aloud.stop" : "aloud")}
  </button>;
}

/** One screen: what it asks, what it holds, and the way back and on. */
export function Screen(props: {
  step: string; title: string; read?: string[]; back?: (() => void) | undefined; wrong?: string | undefined;
  foot?: ComponentChildren; children?: ComponentChildren;
}) {
  const { say } = useKiosk();
  useEffect(() => {
    document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    document.querySelector("main")?.scrollTo(0, 0);
  }, [props.step]);
  return <>
    <main data-step={props.step}>
      <div class="head"><h1 tabIndex={-1}>{props.title}</h1><Aloud {...(props.read && { of: props.read })} {...(!props.read && { text: props.title })} /></div>
      {props.wrong && <p class="wrong" role="alert" data-error>{props.wrong}</p>}
      {props.children}
    </main>
    <footer class="ways">
      {props.back && <button type="button" data-action="back" onClick={props.back}><span aria-hidden="true">←</span> {say("back")}</button>}
      <span class="room" />
      {props.foot}
    </footer>
  </>;
}

/** A large choice. */
export function Choice(props: { name: string; onPick: () => void; more?: string | undefined; isChosen?: boolean; lang?: string; children: ComponentChildren }) {
  return <button type="button" class="pick" data-pick={props.name} aria-pressed={props.isChosen ?? false} lang={props.lang} onClick={props.onPick}>
    <b>{props.children}</b>{props.more && <span>{props.more}</span>}
  </button>;
}
