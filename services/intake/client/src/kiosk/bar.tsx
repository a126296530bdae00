/** The bar on every screen (begin anew, language, size, colours), the three entries, and the question whether somebody
 * is still there. */
import { useEffect } from "preact/hooks";
import { Aloud, Choice, Screen, useKiosk } from "./frame.tsx";
import type { Language } from "./office.ts";
import { isSpoken, readAloud } from "./voice.ts";

const ENTRIES = { opinions: "draft", reading: "reading", liaison: "liaison" } as const;

/** How the kiosk looks to the person in front of it. */
export interface Looks {
  code: string;
  large: boolean;
  contrast: boolean;
}

/** One touch each. */
export function Bar({ looks, set, languages, isHome }: { looks: Looks; set: (looks: Looks) => void; languages: Language[]; isHome: boolean }) {
  const { say, end } = useKiosk();
  return <header class="masthead">
    <p class="mark"><b aria-hidden="true">民</b> <span lang="zh-CN">民意直通车</span></p>
    {!isHome && <button type="button" data-action="home" onClick={end}>{say("bar.home")}</button>}
    <span class="room" />
    <div class="row" role="group" aria-label={say("bar.language")}>{languages.map((each) => <button key={each.code} type="button" lang={each.tag}
      data-language={each.code} aria-pressed={each.code === looks.code} onClick={() => set({ ...looks, code: each.code })}>{each.name}</button>)}</div>
    <button type="button" data-action="large" aria-pressed={looks.large} onClick={() => set({ ...looks, large: !looks.large })}>{say(looks.large ? "bar.normal" : "bar.large")}</button>
    <button type="button" data-action="contrast" aria-pressed={looks.contrast} onClick={() => set({ ...looks, contrast: !looks.contrast })}>{say(looks.contrast ? "bar.plain" : "bar.contrast")}</button>
  </header>;
}

/** The three entries as the station names them. */
export function Home() {
  const { say, go, office } = useKiosk();
  return <Screen step="home" title={say("home.title")} read={["home.title", "home.opinions", "home.reading", "home.liaison"]}>
    <p class="quiet">{office.station.name}</p>
    <div class="picks entries">{(Object.keys(ENTRIES) as (keyof typeof ENTRIES)[]).map((each) => <Choice key={each} name={each}
      more={say(`home.${each}.more`)} onPick={() => go(ENTRIES[each])}>{say(`home.${each}`)}</Choice>)}</div>
  </Screen>;
}

/** Is somebody still there? A giant button, a number that falls, and a voice. */
export function Countdown({ left, stay }: { left: number; stay: () => void }) {
  const { say, language } = useKiosk();
  useEffect(() => {
    document.querySelector<HTMLElement>("[data-action=stay-here]")?.focus();
    if (isSpoken(language, "idle.title")) {
      readAloud(language, say("idle.title"), "idle.title", () => undefined);
    }
  }, []);
  return <div class="countdown" role="alertdialog" aria-modal="true" aria-labelledby="idle-title" data-left={left}>
    <div>
      <h2 id="idle-title">{say("idle.title")}</h2>
      <p class="left" role="timer">{left}</p>
      <p>{say("idle.more", { s: left })}</p>
      <button type="button" class="primary giant" data-action="stay-here" onClick={stay}>{say("idle.go")}</button>
      <Aloud of={["idle.title"]} />
    </div>
  </div>;
}
