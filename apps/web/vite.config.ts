/** Builds the browser app to `dist/web` of the checkout: one entry, the map library in a chunk of its own, loaded when a map is shown. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = "http://127.0.0.1:8787";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2022",
    // The policy of the page allows no `data:` scripts or fonts: every asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { "/rpc": server, "/files": server, "/basemap": server, "/api": server } },
});
