/** The kiosk: which screen is shown, and what the person in front of it has said so far, in memory alone. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Contact } from "../contact.ts";
import { hash } from "../core/digest.ts";
import { keepOpinion, NotKept } from "../core/outbox.ts";
import { newId } from "../core/receipt.ts";
import { keepRecording } from "../core/recordings.ts";
import type { Consultation, Device } from "../core/store.ts";
import { takeUpdate, useUpdate } from "../ui/update.ts";
import type { Article } from "./articles.ts";
import { Bar, Countdown, Home, type Looks } from "./bar.tsx";
import { ContactScreen } from "./contact.tsx";
import { type Kiosk, KioskContext, type Step, useKiosk } from "./frame.tsx";
import { useIdle } from "./idle.ts";
import { ItemScreen, LiaisonScreen, LookupScreen } from "./liaison.tsx";
import type { Ground } from "./office.ts";
import { ArticleScreen, DraftScreen, StanceScreen } from "./opinion.tsx";
import { ReadingScreen } from "./reading.tsx";
import { type Given, ReceiptScreen } from "./receipt.tsx";
import { type Words, WordsScreen } from "./talk.tsx";
import { countAbandoned, wipe } from "./wipe.ts";
import { sayIn } from "./words.ts";

const SCOPE = "/kiosk";
/** Whether this page came from the worker; a worker that is only just being installed is no new version. */
const WAS_SERVED = Boolean(navigator.serviceWorker?.controller);

/** What one person has said so far. */
interface Said {
  id: string;
  draft: Consultation | null;
  at: number | null;
  article: Article | null;
  stance: string;
  words: Words;
  item: string;
}

const NOTHING: Words = { text: "", sound: null, seconds: 0 };
const start = (): Said => ({ id: newId(), draft: null, at: null, article: null, stance: "", words: NOTHING, item: "" });

/** Everything. */
export function App({ ground, device }: { ground: Ground; device: Device }) {
  const [step, go] = useState<Step>("home");
  const [said, setSaid] = useState<Said>(start);
  const [given, setGiven] = useState<Given | null>(null);
  const [looks, setLooks] = useState<Looks>({ code: ground.languages[0]!.code, large: false, contrast: false });
  const kiosk = useMemo(() => kioskOf(ground, device, looks.code, go), [looks.code]);
  const isFresh = step === "home" && !looks.large && !looks.contrast && looks.code === ground.languages[0]!.code;
  const leave = () => {
    if (step !== "home" && step !== "receipt") {
      countAbandoned(step);
    }
    wipe();
  };
  const idle = useIdle(ground.office.office.idle_seconds, !isFresh && step !== "receipt", leave);
  useEffect(() => {
    document.documentElement.lang = kiosk.language.tag;
    document.documentElement.className = ["kiosk", looks.large && "large", looks.contrast && "contrast"].filter(Boolean).join(" ");
  }, [looks]);
  const hasUpdate = useUpdate(SCOPE);
  useEffect(() => void (hasUpdate && isFresh && WAS_SERVED && takeUpdate(SCOPE)), [hasUpdate, isFresh]);
  const put = (part: Partial<Said>) => setSaid((before) => ({ ...before, ...part }));
  const finish = (done: Given) => {
    setSaid(start()); // what was said is safe in the outbox, and gone from here
    setGiven(done);
    go("receipt");
  };
  return <KioskContext.Provider value={kiosk}>
    <div class="page" inert={idle.left !== null}>
      <Bar looks={looks} set={setLooks} languages={ground.languages} isHome={step === "home"} />
      <Current step={step} said={said} put={put} given={given} finish={finish} />
    </div>
    {idle.left !== null && <Countdown left={idle.left} stay={idle.stay} />}
  </KioskContext.Provider>;
}

function kioskOf(ground: Ground, device: Device, code: string, go: (step: Step) => void): Kiosk {
  const first = ground.languages[0]!;
  const language = ground.languages.find((each) => each.code === code) ?? first;
  return { say: sayIn(language, first), language, first, office: ground.office, device, go, end: wipe };
}

interface Parts {
  step: Step;
  said: Said;
  put: (part: Partial<Said>) => void;
  given: Given | null;
  finish: (given: Given) => void;
}

function Current({ step, said, put, given, finish }: Parts) {
  const kiosk = useKiosk();
  switch (step) {
    case "draft":
      return <DraftScreen pick={(draft) => (put({ draft, at: null }), kiosk.go("article"))} />;
    case "article":
      return said.draft && <ArticleScreen draft={said.draft} at={said.at} look={(at) => put({ at })}
        pick={(article) => (put({ article }), kiosk.go("stance"))} />;
    case "stance":
      return <StanceScreen stance={said.stance} about={aboutOf(said)} pick={(stance) => (put({ stance }), kiosk.go("words"))} />;
    case "words":
      return <WordsScreen words={said.words} set={(words) => put({ words })} next={() => kiosk.go("contact")} />;
    case "contact":
      return <Sending said={said} finish={finish} />;
    case "receipt":
      return given && <ReceiptScreen given={given} />;
    case "reading":
      return <ReadingScreen />;
    case "liaison":
      return <LiaisonScreen />;
    case "item":
      return <ItemScreen id={said.id} text={said.item} set={(item) => put({ item })} given={finish} />;
    case "lookup":
      return <LookupScreen />;
    default:
      return <Home />;
  }
}

function Sending({ said, finish }: { said: Said; finish: (given: Given) => void }) {
  const kiosk = useKiosk();
  const [failure, setFailure] = useState("");
  const sent = useRef(said).current;
  const send = async (contact: Contact | null) => {
    try {
      finish(await handIn(sent, contact, kiosk));
    } catch (error) {
      setFailure(kiosk.say(error instanceof NotKept && error.reason === "full" ? "failed.full" : "failed"));
    }
  };
  return <ContactScreen send={send} failure={failure} />;
}

/** Keep the recording, then the opinion; only when both are safe is there a receipt. */
async function handIn(said: Said, contact: Contact | null, kiosk: Kiosk): Promise<Given> {
  const { draft, article, stance, words } = said;
  const sound = words.sound === null ? null : new Uint8Array(await words.sound.arrayBuffer());
  const text = words.text.trim();
  if (sound !== null) {
    await keepRecording(said.id, sound);
  }
  const kept = await keepOpinion({
    id: said.id, consultation_id: draft!.id, draft_version: draft!.draft_version, language: kiosk.language.tag,
    ...(article && { provision: article.eid }), ...(stance && { stance }), ...(text && { text }),
    ...(!text && sound !== null && { recording: hash(sound) }),
  }, { channel: "kiosk", station_id: kiosk.device.station.id }, contact);
  return { number: kept.receipt, title: "receipt.title", caption: "receipt.number", about: aboutOf(said), isSpoken: text === "",
    isOffline: !navigator.onLine };
}

function aboutOf(said: Said): string {
  return [said.draft?.title, said.article?.name].filter(Boolean).join(" · ");
}
