/** A new version of the app: fetched quietly, taken over only when nothing is unsent and no form is open. */
import { useEffect, useState } from "preact/hooks";
import { listKept } from "../core/outbox.ts";
import { listSilent } from "../core/recordings.ts";
import { unsentOf } from "./watch.ts";

const LOOK_MS = 3_600_000;
const ANSWER_MS = 3000;

/** Register the worker of this app's scope; true once a newer version is ready. */
export function useUpdate(scope: string): boolean {
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    void watch(scope, () => setReady(true)).catch(() => undefined); // without a worker the app works while there is a network
  }, []);
  return isReady;
}

async function watch(scope: string, ready: () => void): Promise<void> {
  const registration = await navigator.serviceWorker.register(`${scope}/sw.js`, { scope, updateViaCache: "none" });
  const look = async (): Promise<void> => {
    const { active, waiting } = registration;
    if (active !== null && (waiting !== null || !(await isNewest(active)))) {
      ready(); // the very first worker is no update
    }
  };
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => void look());
  });
  setInterval(() => void registration.update().catch(() => undefined), LOOK_MS);
  await look();
}

/** Whether the version that is served is the worker's own. */
async function isNewest(worker: ServiceWorker): Promise<boolean> {
  return ((await askWorker(worker, "version")) as { isNewest?: boolean } | null)?.isNewest ?? true;
}

function askWorker(worker: ServiceWorker, question: string): Promise<unknown> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    setTimeout(() => resolve(null), ANSWER_MS);
    worker.postMessage(question, [port2]);
  });
}

/** Go over to the new version if that is safe now; in every tab's view of it. */
export async function takeUpdate(scope: string): Promise<boolean> {
  return navigator.locks.request("form-open", { ifAvailable: true }, async (lock) => {
    if (lock === null || unsentOf(await listKept(), await listSilent()).length > 0) {
      return false;
    }
    const registration = await navigator.serviceWorker.getRegistration(scope);
    const next = registration?.waiting ?? registration?.active;
    if (!next) {
      return false;
    }
    await askWorker(next, "activate");
    location.reload();
    return true;
  });
}
