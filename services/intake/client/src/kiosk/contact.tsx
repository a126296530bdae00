/** May we answer? The contact is sealed before it is kept; here it lives only as long as the screen. By e-mail alone:
 * what is not carried out is not offered. */
import { useState } from "preact/hooks";
import type { Contact } from "../contact.ts";
import { Aloud, Choice, Screen, useKiosk } from "./frame.tsx";

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;
const WAYS = ["none", "email"] as const;

/** Ask, and hand everything in. */
export function ContactScreen({ send, failure }: { send: (contact: Contact | null) => Promise<void>; failure: string }) {
  const { say, go, device } = useKiosk();
  const [way, setWay] = useState<(typeof WAYS)[number]>("none");
  const [email, setEmail] = useState("");
  const [wrong, setWrong] = useState("");
  const [isBusy, setBusy] = useState(false);
  const press = () => {
    const isWrong = way === "email" && !EMAIL.test(email.trim());
    setWrong(isWrong ? say("contact.wrong.email") : "");
    if (!isWrong) {
      setBusy(true);
      void send(way === "email" ? byEmail(email.trim(), device.station.id) : null).finally(() => setBusy(false));
    }
  };
  return <Screen step="contact" title={say("contact.title")} read={["contact.title", "contact.sealed"]} back={() => go("words")} wrong={wrong || failure}
    foot={<button type="button" class="primary" data-action="send" disabled={isBusy} onClick={press}>{say(isBusy ? "sending" : "contact.send")}</button>}>
    <div class="picks">{WAYS.map((each) => <Choice key={each} name={each} isChosen={each === way} onPick={() => (setWay(each), setEmail(""), setWrong(""))}>
      {say(`contact.${each}`)}</Choice>)}</div>
    {way === "email" && <>
      <label class="line">{say("contact.email.field")}<input type="email" inputMode="email" value={email} maxLength={200} autoComplete="off"
        autoCorrect="off" autoCapitalize="off" spellcheck={false} onInput={(event) => setEmail(event.currentTarget.value)} /></label>
      <p class="quiet">{say("contact.sealed")}</p><Aloud of={["contact.sealed"]} />
    </>}
  </Screen>;
}

function byEmail(email: string, stationId: string): Contact {
  return { name: null, phone: null, email, address: null, station_id: stationId, channel: "email" };
}
