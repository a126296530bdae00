/** The page of an enrolment code: binds this device when its button is pressed, and goes on to the app. */
import { enrol, type Enrolled } from "./core/enrolment.ts";

const WORDS = {
  zh: {
    none: "没有连上服务器，请检查网络后再按一次。",
    unsent: (n: number) => `这台设备上还有 ${n} 条意见没有送到，原来的身份还要用。请先打开平板页面送出或导出，再换绑定。`,
    failed: "这台设备存不下登记信息，请检查存储空间和浏览器设置。",
  },
  en: {
    none: "The server could not be reached. Check the network and press again.",
    unsent: (n: number) => `${n} opinions on this device have not arrived under its present identity. Send or export them first.`,
    failed: "This device could not store its registration. Check its free space and the browser's settings.",
  },
};

/** Take over the page's button. */
export function watchEnrolment(page: Document = document): void {
  const button = page.querySelector<HTMLButtonElement>("[data-enrol] button, [data-action=enrol], [data-action=bind]");
  const take = (event: Event): void => {
    event.preventDefault();
    if (button !== null && !button.disabled) {
      void redeem(page, button);
    }
  };
  button?.addEventListener("click", take);
}

async function redeem(page: Document, button: HTMLButtonElement): Promise<void> {
  const code = page.querySelector<HTMLElement>("[data-code]")?.dataset["code"] ?? decodeURIComponent(location.pathname.split("/").at(-1) ?? "");
  const words = page.documentElement.lang.startsWith("zh") ? WORDS.zh : WORDS.en;
  button.disabled = true;
  const found = await enrol(code).catch(() => null);
  if (found !== null && "device" in found) {
    location.assign(found.device.kind === "kiosk" ? "/kiosk" : "/tablet");
    return;
  }
  say(page, button, found === null ? words.failed : sentence(found, words));
  button.disabled = false;
}

function sentence(found: Exclude<Enrolled, { device: unknown }>, words: (typeof WORDS)["zh"]): string {
  if ("refused" in found) {
    return found.refused;
  }
  return "unsent" in found ? words.unsent(found.unsent) : words.none;
}

function say(page: Document, button: HTMLButtonElement, words: string): void {
  let place = page.querySelector<HTMLElement>("[data-error]");
  if (place === null) {
    place = page.createElement("p");
    place.dataset["error"] = "";
    place.className = "note warn";
    place.setAttribute("role", "alert");
    (button.closest("[data-enrol]") ?? button).append(place);
  }
  place.hidden = false;
  place.textContent = words;
}

if (typeof document !== "undefined") {
  watchEnrolment();
}
