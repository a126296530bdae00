/** The tablet: an operator's strip on top, and below it one thing at a time. */
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { chooseEvent } from "./core/events.ts";
import type { Kept, Popup } from "./core/store.ts";
import { ChooseEvent } from "./ui/event.tsx";
import { OpinionForm } from "./ui/form.tsx";
import { Home } from "./ui/home.tsx";
import { Queue } from "./ui/queue.tsx";
import { Strip } from "./ui/strip.tsx";
import { Thanks } from "./ui/thanks.tsx";
import { useUpdate } from "./ui/update.ts";
import { useSeen, useSender, useSupplies } from "./ui/watch.ts";
import { CATALOGUES, type Language } from "./ui/words.ts";

const SCOPE = "/tablet";

/** What is on the screen below the strip; `person` counts people, so that nothing of one is left for the next. */
type Screen = { name: "home" | "event" | "queue" } | { name: "form"; person: number } | { name: "thanks"; receipt: string };

let people = 0;

function App() {
  const seen = useSeen();
  const [status, sender] = useSender();
  const refreshed = useSupplies();
  const hasUpdate = useUpdate(SCOPE);
  const [screen, setScreen] = useState<Screen>({ name: "home" });
  const [language, setLanguage] = useState<Language>("zh");
  const words = CATALOGUES[language];
  useEffect(() => {
    document.documentElement.lang = words.code;
    document.title = words.app;
  }, [language]);
  useEffect(() => scrollTo(0, 0), [screen]);
  if (seen === null) {
    return null;
  }
  const next = (): void => {
    getSelection()?.removeAllRanges();
    setLanguage("zh");
    setScreen({ name: "form", person: ++people });
  };
  const choose = async (event: Popup, isOwn: boolean): Promise<void> => {
    await chooseEvent(event, isOwn).catch(() => undefined); // in a full store the one before stays
    next();
  };
  const consultation = seen.consultations.find((each) => each.id === seen.event?.consultation_id);
  return (
    <>
      <Strip seen={seen} status={status} words={words} onSync={() => sender.now()}>
        {screen.name !== "form" && screen.name !== "home" && <button type="button" data-action="home" onClick={() => setScreen({ name: "home" })}>{words.home}</button>}
        {screen.name !== "form" && screen.name !== "queue" && <button type="button" data-action="queue" onClick={() => setScreen({ name: "queue" })}>{words.queue}</button>}
        <button type="button" data-action="language" lang={language === "zh" ? "en" : "zh-CN"} onClick={() => setLanguage(language === "zh" ? "en" : "zh")}>{words.other}</button>
      </Strip>
      <main id="main">
        {status.state === "stopped" && <p class="errors" role="alert">{words.stopped(status.problem)}</p>}
        {refreshed === "stop" && status.state !== "stopped" && <p class="errors" role="alert">{words.revoked}</p>}
        {screen.name === "home" && <Home seen={seen} words={words} scope={SCOPE} hasUpdate={hasUpdate} onStart={next} onChooseEvent={() => setScreen({ name: "event" })} />}
        {screen.name === "event" && <ChooseEvent key={seen.consultations.length} seen={seen} words={words} onChosen={(event, isOwn) => void choose(event, isOwn)} />}
        {screen.name === "queue" && <Queue kept={seen.kept} sounds={seen.sounds} words={words} />}
        {screen.name === "form" && consultation && seen.device && (
          <OpinionForm key={screen.person} consultation={consultation} words={words} hasContactKey={seen.hasContactKey}
            place={{ channel: "tablet", station_id: seen.device.station.id, ...(seen.event ? { popup_id: seen.event.id } : {}) }}
            onKept={(kept: Kept) => setScreen({ name: "thanks", receipt: kept.receipt })} onLeave={() => setScreen({ name: "home" })} />
        )}
        {screen.name === "thanks" && <Thanks receipt={screen.receipt} words={words} onNext={next} />}
      </main>
    </>
  );
}

const root = document.getElementById("app");
if (root !== null) {
  render(isSecureContext ? <App /> : <main><p class="errors" role="alert">{CATALOGUES.zh.insecure}</p></main>, root);
}
