// The browser app, by its own vite configuration, then a search for addresses of elsewhere in what came out.
import { join } from "node:path";
import { build } from "vite";
import { foreignUrls } from "./foreign-urls.mjs";

/** Builds the app into `folder`. Throws when it names a foreign address that is not on the list. */
export async function buildWeb({ root, folder }) {
  const web = join(root, "apps/web");
  await build({
    root: web,
    configFile: join(web, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false, rolldownOptions: { checks: { bundlerTimings: false } } },
  });
  const found = foreignUrls(folder);
  if (found.length > 0) {
    const list = found.map(({ file, url }) => `  ${file}: ${url}`).join("\n");
    throw new Error(`the web app names addresses of elsewhere (allowed ones stand in tools/build/foreign-urls.mjs):\n${list}`);
  }
}
