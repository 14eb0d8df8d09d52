/**
 * How long a decision takes: the Cedar engine with its policies read once, a permit and a refusal (which evaluates every condition alone), one original and
 * 200 of ten kinds; and how long it takes until the engine can be asked. `npx tsx bench/policy.bench.ts`
 */
import { performance } from "node:perf_hooks";
import { openPolicyEngine } from "../adapters/cedar/src/index.ts";
import { by, grant, item, question } from "../adapters/cedar/test/questions.ts";
import { type AskedItem, dataClasses, decideShare, type ShareQuestion } from "../packages/policy/src/index.ts";

const SECONDS = 2;
/** Decisions before anything is measured. */
const WARM_UP = 300;
/** What a decision may take. */
const LIMIT_MS = 2;

const began = performance.now();
const engine = await openPolicyEngine();
console.log(`engine open: ${(performance.now() - began).toFixed(0)} ms`);

const many: readonly AskedItem[] = Array.from({ length: 200 }, (_, index) => ({
  ...item,
  sha256: index.toString(16).padStart(64, "0"),
  redacted: ["position", "faces", dataClasses[index % 10] ?? "serials"].filter(
    (each, at, all) => all.indexOf(each) === at,
  ) as AskedItem["redacted"],
}));
const cases: readonly (readonly [name: string, asked: ShareQuestion, limitMs: number | null])[] = [
  ["permit, one original", question, LIMIT_MS],
  ["refusal, one original", { ...question, purpose: "marketing" }, null],
  ["200 originals that the engine can tell apart in ten ways", { ...question, items: many }, null],
];

// WebAssembly is compiled anew, in the background, while it is first used: not what a decision takes.
for (let count = 0; count < WARM_UP; count += 1) decideShare(question, by(engine));

let isSlow = false;
for (const [name, asked, limitMs] of cases) {
  const decideBy = by(engine, { grant: { ...grant, items: [item.sha256, ...many.slice(0, 199).map(({ sha256 }) => sha256)] } });
  const took: number[] = [];
  const cpu = process.cpuUsage();
  let verdict = "";
  for (const until = performance.now() + SECONDS * 1000; performance.now() < until; ) {
    const start = performance.now();
    ({ verdict } = decideShare(asked, decideBy));
    took.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000 / took.length;
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.floor(share * (took.length - 1))] ?? Number.NaN;
  // On a machine with other work the clock counts that too: the processor's own time does not.
  const isOver = limitMs !== null && Math.min(cpuMs, at(0.5)) > limitMs;
  isSlow ||= isOver;
  const limit = limitMs === null ? "" : ` (limit ${limitMs} ms${isOver ? ": over" : ""})`;
  console.log(
    `${name}: ${verdict}, processor ${cpuMs.toFixed(2)} ms, clock: median ${at(0.5).toFixed(2)} ms, 95 % ${at(0.95).toFixed(2)} ms, ${took.length} decisions${limit}`,
  );
}
if (isSlow) process.exitCode = 1;
