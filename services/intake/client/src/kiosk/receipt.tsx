/** The receipt: a number to copy, a code to scan, a slip to print. It never shows a contact, and it leaves by itself. */
import { QrCode } from "../ui/code.tsx";
import { Aloud, Screen, useKiosk } from "./frame.tsx";
import { useLeaving } from "./idle.ts";

const LEAVES_SECONDS = 10;
const STAYS_SECONDS = 60;

/** What is shown and printed. */
export interface Given {
  number: string;
  title: "receipt.title" | "item.done";
  caption: "receipt.number" | "item.number";
  about: string;
  isSpoken: boolean;
  isOffline: boolean;
}

/** The receipt on the screen, and under it the slip that only the printer sees. */
export function ReceiptScreen({ given }: { given: Given }) {
  const { say, office, end } = useKiosk();
  const { left, stay } = useLeaving(LEAVES_SECONDS, STAYS_SECONDS, end);
  const address = `${office.address || location.origin}/t/${given.number}`;
  const print = () => {
    stay();
    window.print();
  };
  return <>
    <Screen step="receipt" title={say(given.title)} read={[given.title, "receipt.how"]}
      foot={<button type="button" class="primary" data-action="done" onClick={end}>{say("receipt.done")}</button>}>
      <div class="given">
        <p>{say(given.caption)}</p>
        <p class="number" data-receipt>{given.number}</p>
        <QrCode text={address} label="QR" kind="code" />
        <p class="quiet">{address}</p>
      </div>
      <p>{say("receipt.how")}</p>
      {given.isSpoken && <p>{say("receipt.spoken")}</p>}
      {given.isOffline && <p>{say("receipt.offline")}</p>}
      <p class="row">
        <button type="button" data-action="print" onClick={print}>{say("receipt.print")}</button>
        <button type="button" data-action="stay" onClick={stay}>{say("receipt.stay")}</button>
        <Aloud of={["receipt.how"]} />
      </p>
      <p class="quiet" role="timer">{say("receipt.leaves", { s: left })}</p>
    </Screen>
    <Slip given={given} address={address} />
  </>;
}

/** 58 mm of paper. */
function Slip({ given, address }: { given: Given; address: string }) {
  const { say, office } = useKiosk();
  return <section class="slip" aria-hidden="true">
    <p class="name">{office.station.name}</p>
    <p lang="zh-CN">{given.about}</p>
    <p>{say(given.caption)}</p>
    <p class="number">{given.number}</p>
    <QrCode text={address} label="QR" kind="code" />
    <p>{address}</p>
    <p>{new Date().toLocaleString("sv-SE").slice(0, 16)}</p>
  </section>;
}
