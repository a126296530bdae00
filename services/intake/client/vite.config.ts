import { existsSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** What may be entered; `worker` is the service worker, served under other addresses. */
const ENTRIES = ["seal", "enrol", "tablet", "kiosk", "worker"].filter((name) => ["ts", "tsx"].some((end) => existsSync(`src/${name}.${end}`)));
const NOT_KEPT = new Set(["seal.js", "enrol.js", "worker.js", "precache.json"]);

/** Writes precache.json: path → SHA-256 of every file that the apps are made of. The service worker keeps these. */
function precache(): Plugin {
  return {
    name: "precache",
    async generateBundle(_options, bundle) {
      const files: { [path: string]: string } = {};
      for (const each of Object.values(bundle)) {
        if (!NOT_KEPT.has(each.fileName)) {
          files[`/static/dist/${each.fileName}`] = await hash(each.type === "chunk" ? each.code : each.source);
        }
      }
      this.emitFile({ type: "asset", fileName: "precache.json", source: JSON.stringify(files) });
    },
  };
}

async function hash(source: string | Uint8Array): Promise<string> {
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : new Uint8Array(source);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One module per entry, served by intake from static/dist under the same name; what they share is in modules of their
 * own. */
export default defineConfig({
  publicDir: false,
  plugins: [precache()],
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    rolldownOptions: {
      input: Object.fromEntries(ENTRIES.map((name) => [name, existsSync(`src/${name}.tsx`) ? `src/${name}.tsx` : `src/${name}.ts`])),
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
    },
  },
});
