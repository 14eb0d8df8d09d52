/** The page of the formats' comparison. */
import type { ConformanceRow } from "./conformance-row.ts";
import type { SampleOutcome } from "./import-samples.ts";

/** What the page is made of. */
export interface FormatsComparison {
  /** A title for each group of rows, in the page's order. */
  readonly groups: readonly { readonly title: string; readonly note: string; readonly rows: readonly ConformanceRow[] }[];
  readonly samples: readonly SampleOutcome[];
  /** Markdown lines of the footprints' section. */
  readonly footprints: readonly string[];
}

/** Differences of one file that are listed one by one; the others are counted. */
const MOST_LISTED = 12;

/** Makes the page. The same comparison gives the same text. */
export function formatsDocument({ groups, samples, footprints }: FormatsComparison): string {
  const all = groups.flatMap(({ rows }) => rows);
  const compared = sum(all, ({ compared }) => compared);
  const equal = sum(all, ({ equal }) => equal);
  const different = all.flatMap(({ different }) => different);
  const unexplained = different.filter(({ reason }) => reason === null).length;
  return [
    "# Formats: compared with other programs",
    "",
    "Made by `CREANCE_SAMPLES=... npx tsx tools/conformance/formats/run.ts`; not written by hand. Files: the samples, and files that our own writers",
    "make for what the samples do not hold (marked `made:`). A difference without a reason fails the run.",
    "",
    `${compared.toLocaleString("en-US")} values were compared: ${equal.toLocaleString("en-US")} equal, ${different.length.toLocaleString("en-US")} different, ${unexplained} of these without a reason.`,
    "",
    ...groups.flatMap(({ title, note, rows }) => [`## ${title}`, "", note, "", ...rowsTable(rows), ...differences(rows)]),
    ...footprints,
    "## What became of every sample",
    "",
    `All ${samples.length} files of the samples but packet captures, imported into an empty vault: ${counts(samples)}.`,
    "",
    ...table(
      ["file", "format", "outcome", "said"],
      samples.map(({ file, format, outcome, sentence }) => [file, format ?? "", outcome, sentence ?? ""]),
    ),
    "",
  ].join("\n");
}

/** How many differences have no reason. */
export function unexplainedDifferences({ groups }: Pick<FormatsComparison, "groups">): number {
  return groups.flatMap(({ rows }) => rows).flatMap(({ different }) => different.filter(({ reason }) => reason === null)).length;
}

function rowsTable(rows: readonly ConformanceRow[]): string[] {
  return [
    ...table(
      ["file", "format", "compared with", "values", "equal", "different"],
      rows.map(({ file, format, oracle, compared, equal, different }) => [
        file,
        format,
        oracle,
        compared.toLocaleString("en-US"),
        equal.toLocaleString("en-US"),
        String(different.length),
      ]),
    ),
    "",
  ];
}

/** Differences by reason: most of them are one habit of the other program, met in many files. */
function differences(rows: readonly ConformanceRow[]): string[] {
  const byReason = new Map<string, { readonly file: string; readonly field: string; readonly ours: string; readonly theirs: string }[]>();
  for (const { file, oracle, different } of rows) {
    for (const { field, ours, theirs, reason } of different) {
      const key = `${oracle}: ${reason ?? "NO REASON"}`;
      byReason.set(key, [...(byReason.get(key) ?? []), { file, field, ours, theirs }]);
    }
  }
  if (byReason.size === 0) return [];
  return [
    "Where they differ:",
    "",
    ...[...byReason].map(([reason, list]) => {
      const fields = [...new Set(list.map(({ field }) => field))];
      const first = list[0];
      const example =
        first === undefined ? "" : ` For example \`${first.field}\` of ${first.file}: ours \`${first.ours}\`, theirs \`${first.theirs}\`.`;
      const named = fields.slice(0, MOST_LISTED).map((field) => `\`${field}\``);
      const more = fields.length > MOST_LISTED ? ` and ${fields.length - MOST_LISTED} more` : "";
      return `- ${reason} (${list.length} ${list.length === 1 ? "value" : "values"}: ${named.join(", ")}${more}).${example}`;
    }),
    "",
  ];
}

function counts(samples: readonly SampleOutcome[]): string {
  const byOutcome = new Map<string, number>();
  for (const { outcome } of samples) byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1);
  return [...byOutcome].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(heads), `|${heads.map(() => "---").join("|")}|`, ...rows.map(line)];
}

function sum(rows: readonly ConformanceRow[], of: (row: ConformanceRow) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
