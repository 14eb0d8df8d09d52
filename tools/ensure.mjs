// The pre-step of every npm script: plain Node, no dependencies. Installs what is missing, builds what is stale (--build), then runs the
// command after `--`. Works in a clean clone, with npm 10 and 11.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Creance needs Node 20.19 or newer (24 LTS is recommended); this is ${process.version}. Nothing was changed.`);
}

const separator = process.argv.indexOf("--");
const own = process.argv.slice(2, separator < 0 ? undefined : separator);
const command = separator < 0 ? [] : process.argv.slice(separator + 1);

if (!installed()) {
  process.stderr.write("Installing the packages that package-lock.json names (once) ...\n");
  const npm = process.env.npm_execpath?.endsWith(".js") ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const result = spawnSync(npm[0], [...npm.slice(1), "ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, stdio: "inherit" });
  if (result.status !== 0)
    fail("Installing failed, see above. Check the connection to the npm registry and try again; nothing else was changed.");
}

if (own.includes("--build")) {
  const result = spawnSync(process.execPath, [join(root, "tools/build.mjs")], { cwd: root, stdio: ["ignore", 2, 2] });
  if (result.status !== 0) fail("Building failed, see above.");
}

if (command.length > 0) {
  const [program, ...rest] = command;
  // Tests that start the program many times take the bundle where it was just built.
  const env = own.includes("--build") ? { ...process.env, CREANCE_TEST_BUILT: "1" } : process.env;
  const child = spawn(program === "node" ? process.execPath : program, rest, { cwd: root, stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + (signal === "SIGINT" ? 2 : 15)));
}

/** True when node_modules holds what package-lock.json names (npm's own record of what it installed agrees). */
function installed() {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const have = JSON.parse(readFileSync(record, "utf8")).packages;
  const want = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(want).every(([path, entry]) => {
    if (path === "" || entry.optional || entry.devOptional || entry.peer) return true;
    if (!path.startsWith("node_modules/") && !path.includes("/node_modules/")) return true;
    const got = have[path];
    return got !== undefined && (entry.link === true || got.version === entry.version);
  });
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
