/** Reading aloud: the machine's voice for a language, else a person's recording of the same words. */
import type { Language } from "./office.ts";

const SLOWER = 0.9;
let playing: HTMLAudioElement | null = null;
let ended: () => void = () => undefined;

/** The voice that speaks a language tag, if the machine has one. */
export function voiceFor(tag: string): SpeechSynthesisVoice | null {
  const wanted = tag.split("-")[0]!.toLowerCase();
  const voices = typeof speechSynthesis === "undefined" ? [] : speechSynthesis.getVoices();
  return voices.find((each) => each.lang.replace("_", "-").toLowerCase().split("-")[0] === wanted) ?? null;
}

/** Whether something can be read aloud: by voice, or by the audio label of *key*. */
export function isSpoken(language: Language, key: string | undefined): boolean {
  return voiceFor(language.tag) !== null || (key !== undefined && language.audio.includes(key));
}

/** Read aloud, and call *done* at the end; what was being read stops. */
export function readAloud(language: Language, text: string, key: string | undefined, done: () => void): void {
  hush();
  ended = done;
  const voice = voiceFor(language.tag);
  if (voice !== null) {
    const said = Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang, rate: SLOWER });
    said.onend = said.onerror = finish;
    speechSynthesis.speak(said);
  } else if (key !== undefined && language.audio.includes(key)) {
    playing = new Audio(`/static/audio/${language.code}/${key}.opus`);
    playing.onended = playing.onerror = finish;
    playing.play().catch(finish);
  }
}

/** Be quiet. */
export function hush(): void {
  if (typeof speechSynthesis !== "undefined") {
    speechSynthesis.cancel();
  }
  playing?.pause();
  playing = null;
  finish();
}

/** Call *changed* when the machine has loaded its voices; returns how to stop that. */
export function onVoices(changed: () => void): () => void {
  if (typeof speechSynthesis === "undefined") {
    return () => undefined;
  }
  speechSynthesis.addEventListener("voiceschanged", changed);
  return () => speechSynthesis.removeEventListener("voiceschanged", changed);
}

function finish(): void {
  const tell = ended;
  ended = () => undefined;
  tell();
}
