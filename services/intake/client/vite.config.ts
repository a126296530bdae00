import { defineConfig } from "vite";

/** One module per entry, served by intake from static/dist under the same name. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    target: "es2020",
    modulePreload: false,
    rolldownOptions: {
      input: { seal: "src/seal.ts", kiosk: "src/kiosk.tsx" },
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
    },
  },
});
