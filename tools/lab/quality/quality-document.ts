/** `docs/detection-quality.md`, from a run: what was found over which transport, misses included. Nothing in it depends on the day. */
import type { NoiseResult } from "./noise.ts";
import type { QualityCase } from "./quality-case.ts";
import type { Outcome, QualityRun } from "./run-quality.ts";

const groups: readonly (readonly [QualityCase["group"], string])[] = [
  ["identifiers", "Identifiers"],
  ["positions", "Positions"],
  ["places", "Places asked for"],
  ["files", "Records and pictures"],
  ["containers", "Inside containers (serial and position in each)"],
  ["near misses", "Near misses: nothing may be found that is not weak"],
  ["limits", "Where the search ends: not promised, not counted"],
];

/** The whole page. */
export function qualityDocument(run: QualityRun, noise: readonly NoiseResult[]): string {
  const { outcomes, decoysSearched, decoyHits, controls, stray } = run;
  const ways = [...new Set(outcomes.map(({ transport }) => transport))];
  const telling = outcomes.filter((outcome) => outcome.case.expected.length > 0);
  const wanted = telling.reduce((sum, outcome) => sum + outcome.case.expected.length, 0);
  const missed = telling.reduce((sum, outcome) => sum + outcome.missed.length, 0);
  const madeUp = outcomes.reduce((sum, outcome) => sum + outcome.madeUp.length, stray.length);
  const counted = outcomes.filter((outcome) => outcome.case.group !== "limits");
  const cases = new Set(counted.map((outcome) => outcome.case.name)).size;
  return `${[
    "# What the audit finds, and what it misses",
    "",
    "Made by `npx tsx tools/lab/quality.ts`; a test makes a part of it again and compares. Every case is written by the lab's own encoders (`tools/lab`), sent over each transport -",
    "TLS, HTTP/2 and WebSocket by Node's own stacks over loopback - wrapped into a capture and audited on the same path as `creance audit`. All serials, ids, places and files are invented.",
    "",
    "| measure | value |",
    "|---|---|",
    `| cases | ${cases} |`,
    `| cases times transports | ${counted.length} |`,
    `| things that must be found | ${wanted} |`,
    `| found | ${wanted - missed} |`,
    `| missed | ${missed} |`,
    `| found though nothing was there | ${madeUp} |`,
    `| decoys that were found | ${decoyHits.length} of ${decoysSearched} needles that cannot be in the traffic, in each of ${ways.length} captures |`,
    `| planted leaks that were not found again | ${controls.missed.length} of ${controls.planted}${controls.missed.length === 0 ? "" : `: ${controls.missed.join(", ")}`} |`,
    ...noise.map(
      ({ kind, bytes, pairHits, weakPairHits, otherHits, weakOtherHits, decoyHits: decoys, weakDecoyHits }) =>
        `| ${bytesText(bytes)} of ${kind} bytes | ${pairHits} positions, ${otherHits} others, ${decoys} decoys; as weak ${weakPairHits}, ${weakOtherHits}, ${weakDecoyHits} |`,
    ),
    "",
    "A finding counts when its kind, its layers and, for positions written fully, its class (`exact`) are right and it is not weak. Marked `*`: being found as weak counts (a cut serial, a bare",
    "integer). `+` found, `-` not sent this way (a body of HTTP alone, or too large for one datagram), **`MISS`** not found, **`!`** something was found that was not there.",
    "",
    ...groups.flatMap(([group, title]) => table(title, group, ways, outcomes)),
    "## Not findable",
    "",
    "Salted or keyed hashes, encryption inside a body, unknown packing, positions as offsets from a point: nobody can find these in traffic, and the report says so. Zstandard bodies are not opened.",
    "",
  ].join("\n")}`;
}

/** One row of a table, as it stands in the page. */
export function qualityRow(name: string, ways: readonly string[], outcomes: readonly Outcome[]): string {
  const cells = ways.map((way) => {
    const outcome = outcomes.find(({ transport, case: sent }) => transport === way && sent.name === name);
    if (outcome === undefined) return "-";
    const { group, also = [] } = outcome.case;
    if (group === "limits") return outcome.found.some(({ kind, weak }) => also.includes(kind) && !weak) ? "+" : "no";
    const faults = [...(outcome.missed.length > 0 ? ["**MISS**"] : []), ...(outcome.madeUp.length > 0 ? ["**!**"] : [])];
    return faults.length === 0 ? "+" : faults.join(" ");
  });
  return `| ${name}${outcomes.find(({ case: sent }) => sent.name === name)?.case.expected.some(({ weak }) => weak === true) ? " *" : ""} | ${cells.join(" | ")} |`;
}

function table(title: string, group: QualityCase["group"], ways: readonly string[], outcomes: readonly Outcome[]): string[] {
  const names = [...new Set(outcomes.filter((outcome) => outcome.case.group === group).map((outcome) => outcome.case.name))];
  return [
    `## ${title}`,
    "",
    `| case | ${ways.join(" | ")} |`,
    `|---|${ways.map(() => "---|").join("")}`,
    ...names.map((name) => qualityRow(name, ways, outcomes)),
    "",
  ];
}

function bytesText(bytes: number): string {
  return bytes >= 2 ** 30 ? `${bytes / 2 ** 30} GiB` : `${bytes / 2 ** 20} MiB`;
}
