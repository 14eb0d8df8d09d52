// `npm run check`: lint, types, arrows, the planted violations, the tests of changed rooms. Under two minutes, before each commit.
// `--no-tests` leaves the tests out (CI runs them all anyway).
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkLayers } from "./check-layers.mjs";
import { checkPlanted } from "./check-planted.mjs";
import { expectedSourceFiles } from "./layers.table.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const failures = [];

const layers = checkLayers(root, { expected: expectedSourceFiles });
report("arrows", layers.faults, `${layers.rooms} rooms, ${layers.files} source files`);

const planted = checkPlanted(root);
report(
  "planted violations",
  planted.missed.map((name) => `not caught: ${name}`),
  `${planted.planted} planted, all caught`,
);

const lint = spawnSync(join(root, "node_modules/.bin/biome"), ["ci", "--colors=off", "--error-on-warnings", "--max-diagnostics=50", "."], {
  cwd: root,
  encoding: "utf8",
});
report("lint", lint.status === 0 ? [] : [lint.stdout + lint.stderr], lint.stdout.trim().split("\n")[0]);

const projects = ["packages", "adapters", "apps"]
  .flatMap((tier) => readdirSync(join(root, tier)).map((name) => join(tier, name)))
  .flatMap((room) => ["tsconfig.json", "tsconfig.test.json"].map((file) => join(room, file)))
  .filter((file) => existsSync(join(root, file)));
report("types", (await inParallel(projects, 2, compile)).flat(), `${projects.length} projects`);

if (!process.argv.includes("--no-tests") && failures.length === 0) {
  const rooms = changedRooms();
  if (rooms.length === 0) process.stdout.write("tests: no room has changed since the last commit\n");
  else {
    process.stdout.write(`tests of ${rooms.join(", ")}\n`);
    const result = spawnSync(process.execPath, ["tools/run-tests.mjs", "--unit", ...rooms], { cwd: root, stdio: "inherit" });
    if (result.status !== 0) failures.push("tests");
  }
}
process.stdout.write(failures.length === 0 ? "check: all good\n" : `check: failed: ${failures.join(", ")}\n`);
process.exit(failures.length === 0 ? 0 : 1);

function report(name, faults, note) {
  process.stdout.write(faults.length === 0 ? `${name}: ok (${note})\n` : `${name}: ${faults.length} faults\n${faults.join("\n")}\n`);
  if (faults.length > 0) failures.push(name);
}

function compile(project) {
  return new Promise((resolve) => {
    const tsc = spawn(process.execPath, ["node_modules/typescript/bin/tsc", "-p", project, "--pretty", "false"], { cwd: root });
    let text = "";
    for (const stream of [tsc.stdout, tsc.stderr])
      stream.on("data", (chunk) => {
        text += chunk;
      });
    tsc.on("exit", (code) => resolve(code === 0 ? [] : [`${project}:\n${text}`]));
  });
}

async function inParallel(items, width, work) {
  const results = [];
  const queue = [...items.entries()];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await work(next[1]);
    }),
  );
  return results;
}

/** Rooms with a file that differs from the last commit or is not tracked yet. */
function changedRooms() {
  const { stdout } = spawnSync("git", ["status", "--porcelain", "--untracked-files=all"], { cwd: root, encoding: "utf8" });
  const paths = stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.slice(3));
  const rooms = paths.map((path) => /^((?:packages|adapters|apps)\/[^/]+|tools)\//.exec(path)?.[1]).filter((room) => room !== undefined);
  return [...new Set(rooms)];
}
