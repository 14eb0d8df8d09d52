// A page that is one HTML file with style and script inside, and a content policy that lets nothing else run and nothing be reached.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { foreignUrlsIn } from "./foreign-urls.mjs";

/** Larger and something came along that does not belong there. */
const MOST_BYTES = 300_000;

/**
 * Writes the page of the sources in `from` (main.ts, page.html, and `style`) and its `.sha256` into `folder`. `values` fill the page's {{names}}. Throws
 * when it is too large or names an address of elsewhere.
 */
export async function buildOneFilePage({ root, folder, from, style: stylePath, fileName, values: more }) {
  const result = await build({
    configFile: false,
    root: from,
    logLevel: "warn",
    build: {
      write: false,
      target: "es2022",
      minify: true,
      sourcemap: false,
      reportCompressedSize: false,
      modulePreload: false,
      rolldownOptions: { input: join(from, "main.ts"), output: { format: "es" }, checks: { bundlerTimings: false } },
    },
  });
  const chunks = [result].flat().flatMap(({ output }) => output);
  if (chunks.length !== 1) throw new Error(`the page became ${chunks.length} files instead of one script`);
  // An end tag inside the script would end it.
  const script = chunks[0].code.trim().replace(/<\/(script)/gi, "<\\/$1");
  const style = readFileSync(stylePath, "utf8").trim();
  const scriptHash = base64Sha256(script);
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${scriptHash}'`,
    `style-src 'sha256-${base64Sha256(style)}'`,
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const values = {
    policy,
    scriptHash,
    version: JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version,
    fileName,
    ...more,
  };
  const page = readFileSync(join(from, "page.html"), "utf8")
    .replace(/\{\{(\w+)\}\}/g, (_, name) => {
      if (!(name in values)) throw new Error(`the page asks for {{${name}}}`);
      return values[name];
    })
    .replace("<style></style>", () => `<style>${style}</style>`)
    .replace('<script type="module"></script>', () => `<script type="module">${script}</script>`);
  const found = foreignUrlsIn(page);
  if (found.length > 0) throw new Error(`the page names addresses of elsewhere:\n${found.join("\n")}`);
  const bytes = Buffer.from(page);
  if (bytes.byteLength > MOST_BYTES) throw new Error(`the page has ${bytes.byteLength} bytes, more than ${MOST_BYTES}`);
  writeFileSync(join(folder, fileName), bytes);
  writeFileSync(join(folder, `${fileName}.sha256`), `${createHash("sha256").update(bytes).digest("hex")}  ${fileName}\n`);
}

function base64Sha256(text) {
  return createHash("sha256").update(text).digest("base64");
}
