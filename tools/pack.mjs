// `npm run pack`: one archive that runs on a Linux x64 machine without a network: the built program, every package it runs with, and Node.
// Beside it: its SHA-256 (for `sha256sum -c`) and a bill of materials. `--node FILE` packs another Node than this one, `--out DIR` (default
// `dist/pack`) says where. The same inputs give the same archive, byte for byte.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runtimePackages } from "./build/server-bundle.mjs";
import { billOfMaterials } from "./pack/bill-of-materials.mjs";
import { neededPackages } from "./pack/lock-packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Built parts that the program reads. */
const parts = ["server", "web", "basemap", "operators", "sample", "recipient"];
/** Files and folders of the source that a user of the archive needs. */
const beside = ["LICENSE", "README.md", "CHANGELOG.md", "SECURITY.md", "docs", "packaging"];

/** The command: finds its own folder, also through a link, and needs nothing but a shell. */
const launcher = `#!/bin/sh
here=$(dirname -- "$(readlink -f -- "$0")")
exec "$here/../node/bin/node" "$here/../dist/server/creance.js" "$@"
`;

const { values } = parseArgs({
  options: { out: { type: "string", default: join(root, "dist", "pack") }, node: { type: "string", default: process.execPath } },
});
try {
  await pack(values.out, values.node);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function pack(out, node) {
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const nodeVersion = checkedNodeVersion(node);
  for (const part of parts) if (!existsSync(join(root, "dist", part))) throw new Error(`dist/${part} is missing: run npm run build first.`);
  const installed = (key) => existsSync(join(root, key));
  const shipped = neededPackages(lock, runtimePackages, "apps/cli", installed);
  const all = neededPackages(lock, ["@creance/cli", "@creance/web"], "", installed);

  const name = `creance-${version}-linux-x64`;
  mkdirSync(out, { recursive: true });
  const staging = mkdtempSync(join(out, ".packing-"));
  try {
    const folder = join(staging, name);
    for (const part of parts) copy(join(root, "dist", part), join(folder, "dist", part));
    for (const key of shipped)
      copy(join(root, key), join(folder, key), (path) => !path.slice(join(root, key).length).includes("/node_modules"));
    for (const path of beside) if (existsSync(join(root, path))) copy(join(root, path), join(folder, path));
    copy(node, join(folder, "node", "bin", "node"));
    writeFileSync(
      join(folder, "package.json"),
      `${JSON.stringify({ name: "creance", version, private: true, type: "module", license: "Apache-2.0" })}\n`,
    );
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin", "creance"), launcher);
    chmodSync(join(folder, "bin", "creance"), 0o755);
    const bill = billOfMaterials({
      lock,
      keys: all,
      shipped,
      version,
      nodeVersion,
      nodeSha256: await sha256Of(node),
      timestamp: commitTime(),
    });
    writeFileSync(join(folder, "bill-of-materials.cdx.json"), `${JSON.stringify(bill, null, 1)}\n`);

    const archive = join(staging, `${name}.tar.gz`);
    run("sh", [
      "-c",
      `tar --create --sort=name --mtime=@${Math.floor(Date.parse(commitTime()) / 1000)} --owner=0 --group=0 --numeric-owner --mode=go-w,a+rX -C "$1" "$2" | gzip -n -6 > "$3"`,
      "sh",
      staging,
      name,
      archive,
    ]);
    const sum = await sha256Of(archive);
    writeFileSync(`${archive}.sha256`, `${sum}  ${name}.tar.gz\n`);
    for (const file of [archive, `${archive}.sha256`]) renameSync(file, join(out, basename(file)));
    renameSync(join(folder, "bill-of-materials.cdx.json"), join(out, `${name}.cdx.json`));
    process.stdout.write(
      `${join(out, `${name}.tar.gz`)}\nSHA-256 ${sum}\nNode ${nodeVersion}, ${all.length} packages; the bill of materials lies beside it.\n`,
    );
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function copy(from, to, filter = () => true) {
  cpSync(from, to, { recursive: true, dereference: true, preserveTimestamps: true, filter });
}

function checkedNodeVersion(node) {
  const asked = spawnSync(node, ["-p", "[process.versions.node, process.platform, process.arch].join(' ')"], { encoding: "utf8" });
  const [version = "", platform, arch] = (asked.stdout ?? "").trim().split(" ");
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (platform !== "linux" || arch !== "x64") throw new Error(`${node} is no Node for Linux x64.`);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`${node} is Node ${version}; 20.19 or newer is needed, 24 LTS is recommended.`);
  return version;
}

/** Time of the newest commit, so that the same source gives the same archive; where there is no history, of the lock file's last change as the epoch. */
function commitTime() {
  const asked = spawnSync("git", ["log", "-1", "--format=%cI"], { cwd: root, encoding: "utf8" });
  const text = asked.status === 0 ? asked.stdout.trim() : "";
  return text === "" ? "1980-01-01T00:00:00Z" : new Date(text).toISOString();
}

function run(program, words) {
  const ran = spawnSync(program, words, { stdio: ["ignore", "inherit", "inherit"] });
  if (ran.status !== 0) throw new Error(`${program} failed (status ${ran.status}); nothing was written.`);
}

async function sha256Of(path) {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest("hex");
}
