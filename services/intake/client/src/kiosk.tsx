/** Loaded by /kiosk on an enrolled kiosk: one page, online first; what is said while the network is away waits in the
 * outbox. */
import { render } from "preact";
import { askToStay } from "./core/room.ts";
import { Sender } from "./core/sender.ts";
import { readSetting } from "./core/store.ts";
import { App } from "./kiosk/app.tsx";
import { findGround, type Ground } from "./kiosk/office.ts";
import { guard, tellAbandoned } from "./kiosk/wipe.ts";

const REPORT_MS = 15 * 60_000;
const AGAIN_MS = 10_000;
const UNENROLLED = "这台机器还没有登记。请工作人员在“设备一览”里登记，然后用这台机器打开登记的链接。 This machine is not enrolled.";
const STOPPED = "这台机器已经停用，请联系工作人员。 This machine is out of service.";
const AWAY = "现在没有网络，正在重试…… No network; trying again.";

/** Begin. */
async function begin(place: HTMLElement): Promise<void> {
  const device = await readSetting("device");
  if (device === undefined) {
    render(<Notice words={UNENROLLED} />, place);
    return;
  }
  const ground = await findGround(device);
  if (ground === "none" || ground === "stop") {
    render(<Notice words={ground === "stop" ? STOPPED : AWAY} />, place);
    setTimeout(() => void begin(place), AGAIN_MS);
    return;
  }
  open(place, ground, device);
}

function open(place: HTMLElement, ground: Ground, device: Parameters<typeof App>[0]["device"]): void {
  render(<App ground={ground} device={device} />, place);
  new Sender().start();
  void askToStay();
  void tellAbandoned();
  setInterval(() => void tellAbandoned(), REPORT_MS);
}

function Notice({ words }: { words: string }) {
  return <div class="page"><main><h1>{words}</h1></main></div>;
}

guard();
document.documentElement.className = "kiosk";
void begin(document.getElementById("app") as HTMLElement);
