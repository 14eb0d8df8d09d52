/** `creance media`: the pictures and clips that are kept. */
import { type MediaQuery, type MediaRow, matchConfidences, mediaKinds, mediaQuerySchema } from "@creance/api";
import { clockFromUs, formatBytes, isoFromEpochUs, UserError } from "@creance/core";
import { type Command, Option } from "commander";
import { jsonText, printChunks, printJson, printLine } from "../output.ts";
import { textTable } from "../text-table.ts";
import { instantOption, type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

interface MediaOptions extends VaultOptions {
  readonly flight?: string;
  readonly kind?: MediaQuery["kind"];
  readonly confidence?: NonNullable<MediaQuery["confidence"]>;
  readonly search?: string;
  readonly from?: number;
  readonly to?: number;
}

/** Adds the command. */
export function addMedia(creance: Command): void {
  withVaultOptions(creance.command("media"))
    .description("List the pictures and clips in the vault, newest first, with the flight that took each of them.")
    .option("--flight <id>", "of this flight")
    .addOption(new Option("--kind <kind>", "only such").choices([...mediaKinds]))
    .addOption(new Option("--confidence <how>", "only those whose flight is known so well").choices([...matchConfidences]))
    .option("--search <words>", "words that must all occur in name, place, camera or aircraft")
    .option("--from <date>", "taken at or after (UTC)", instantOption("from"))
    .option("--to <date>", "taken before (UTC)", instantOption("to"))
    .option("--summary", "totals only")
    .addHelpText(
      "after",
      `
Examples:
  creance media
  creance media --flight 5f1d2c3b4a596877 --json
  creance media --confidence doubtful
  creance media --json --summary`,
    )
    .action((options: MediaOptions) =>
      withOperation(options, "existing", async ({ vault }) => {
        const query = toQuery(options);
        if (options.flight !== undefined && vault.flight(options.flight) === undefined) {
          throw new UserError("no-such-flight", "notFound", `There is no flight ${options.flight} in the vault ${vault.path}.`);
        }
        if (options.summary === true) {
          const { total, totals } = vault.listMedia({ ...query, limit: 1 });
          if (options.json === true) printJson({ summary: true, items: total, ...totals });
          else printLine(totalsLine(total, totals));
        } else if (options.json === true) await printChunks(jsonLines(vault.allMedia(query)));
        else {
          const rows = [...vault.allMedia(query)];
          await printChunks(textTable(["sha256", "name", "kind", "time (UTC)", "size", "flight", "ground shown", ""], rows.map(toCells)));
        }
      }),
    );
}

function toQuery({ flight, kind, confidence, search, from, to }: MediaOptions): MediaQuery {
  return mediaQuerySchema.parse({
    search: search ?? "",
    ...(kind === undefined ? {} : { kind }),
    ...(flight === undefined ? {} : { flight }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(from === undefined ? {} : { fromUs: from }),
    ...(to === undefined ? {} : { toUs: to }),
  });
}

function* jsonLines(rows: Iterable<MediaRow>): Generator<string> {
  for (const row of rows) yield `${jsonText(row)}\n`;
}

const groundWords: Readonly<Record<MediaRow["footprint"], string>> = {
  area: "area",
  viewTowards: "a direction",
  position: "only where it was",
  unknown: "unknown",
};

function toCells(row: MediaRow): string[] {
  const marks = [row.thermal ? "thermal" : "", row.damaged ? "damaged" : "", row.synthetic ? "synthetic" : "", row.place ?? ""];
  return [
    row.sha256.slice(0, 16),
    row.fileName ?? "",
    row.durationUs === null ? row.kind : `${row.kind} ${clockFromUs(row.durationUs)}`,
    row.timeUs === null ? "unknown" : (isoFromEpochUs(row.timeUs) ?? "unknown").slice(0, 19).replace("T", " "),
    formatBytes(row.sizeBytes),
    row.flightId === null ? row.confidence : `${row.flightId} ${row.confidence}`,
    groundWords[row.footprint],
    marks.filter((mark) => mark !== "").join(", "),
  ];
}

function totalsLine(
  total: number,
  totals: {
    readonly photos: number;
    readonly clips: number;
    readonly sizeBytes: number;
    readonly doubtful: number;
    readonly unmatched: number;
  },
): string {
  return `${total} items: ${totals.photos} pictures, ${totals.clips} clips, ${formatBytes(totals.sizeBytes)}; ${totals.doubtful} of doubtful flights, ${totals.unmatched} without one.`;
}
