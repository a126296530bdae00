/** The service worker of the tablet and of the kiosk: the app opens without a network, and changes only when told.
 *
 * The server puts before this text what belongs to the app: `self.MINYI = {scope, files: {path: SHA-256}}`. */

interface Shell {
  scope: string;
  files: { [path: string]: string };
}

interface Scope {
  MINYI: Shell;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: string, heard: (event: Happening) => void): void;
}

interface Happening {
  request: Request;
  data: unknown;
  ports: readonly MessagePort[];
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
}

const worker = self as unknown as Scope;
const { scope, files } = worker.MINYI;
const PREFIX = `minyi:${scope}:`;
const POINTER = `${PREFIX}current`; // a cache with one entry: the name of the cache that is served
const OWNED = ["/static/", "/assets/"];

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (event) => event.waitUntil(hear(event)));
worker.addEventListener("fetch", (event) => {
  const path = pathOf(event.request);
  if (path !== null) {
    event.respondWith(serve(path, event.request));
  }
});

/** Fetch every file and see that it is the very one: a login page of some network must never become the app. */
async function install(): Promise<void> {
  const cache = await caches.open(await ownName());
  await Promise.all(Object.entries(files).map(async ([path, hash]) => {
    const answer = await fetch(path, { cache: "reload", credentials: "omit", redirect: "error" });
    const body = await answer.arrayBuffer();
    if (!answer.ok || (await digest(body)) !== hash) {
      throw new Error(`${path} is not what it should be`);
    }
    await cache.put(path, new Response(body, { headers: kept(answer.headers) }));
  }));
  if ((await current()) === null) {
    await point();
  }
}

/** A page asks whether there is a new version, or, when it is safe, to go over to it. */
async function hear(event: Happening): Promise<void> {
  const own = await ownName();
  if (event.data === "activate") {
    await point();
    await worker.skipWaiting();
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== own && name !== POINTER);
    await Promise.all(names.map((name) => caches.delete(name)));
  }
  event.ports[0]?.postMessage({ isNewest: (await current()) === own });
}

async function serve(path: string, request: Request): Promise<Response> {
  const name = await current();
  const cached = name === null ? undefined : await (await caches.open(name)).match(path);
  return cached ?? fetch(request);
}

/** The path of what the app is made of; null for everything else, which goes to the network as ever. */
function pathOf(request: Request): string | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) {
    return null;
  }
  if (request.mode === "navigate") {
    return pathname === scope || pathname === `${scope}/` ? scope : null;
  }
  return pathname in files || OWNED.some((start) => pathname.startsWith(start)) ? pathname : null;
}

async function current(): Promise<string | null> {
  return (await (await caches.open(POINTER)).match(scope))?.text() ?? null;
}

async function point(): Promise<void> {
  await (await caches.open(POINTER)).put(scope, new Response(await ownName()));
}

async function ownName(): Promise<string> {
  const named = new TextEncoder().encode(JSON.stringify(files));
  return `${PREFIX}${(await digest(named.buffer as ArrayBuffer)).slice(0, 16)}`;
}

async function digest(bytes: ArrayBuffer): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The headers that an answer from memory needs as well: its kind, and what the page may do. */
function kept(headers: Headers): Headers {
  const few = new Headers();
  for (const name of ["Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"]) {
    const value = headers.get(name);
    if (value !== null) {
      few.set(name, value);
    }
  }
  return few;
}
