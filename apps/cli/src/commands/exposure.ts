/** `creance exposure`: what flights, pictures, clips and files would reveal. */
import { type ExposureReport, type ExposureRequest, exposureRequestSchema } from "@creance/api";
import { UserError } from "@creance/core";
import { creanceVersion, type DrawnExposure, type ExposureExtra, exposureOfFiles } from "@creance/server";
import type { Command } from "commander";
import { enterReport } from "../enter-report.ts";
import { exitStatus } from "../exit-status.ts";
import { exposureText } from "../exposure/exposure-text.ts";
import { type NamedItems, namedItems, sortItems } from "../exposure/named-items.ts";
import { readTerrain } from "../exposure/read-terrain.ts";
import { jsonText, printChunks, printJson, tell } from "../output.ts";
import { checkReportFiles, type ReportMakers, writeReportFiles } from "../report-files.ts";
import { stopOnInterrupt } from "../stop-on-interrupt.ts";
import { numberOption, type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

interface ExposureOptions extends VaultOptions {
  readonly all?: boolean;
  readonly media?: boolean;
  readonly sites?: readonly string[];
  readonly terrain?: readonly string[];
  readonly near?: number;
  readonly report?: readonly string[];
}

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const makers: ReportMakers<DrawnExposure> = {
  ".html": async (made) => {
    const { exposureReportPage, pageToHtml } = await import("@creance/report");
    return Buffer.from(pageToHtml(exposureReportPage(made.report, made.drawing, aboutOf(made.report))));
  },
  ".pdf": async (made) => {
    const [{ exposureReportPage }, { pageToPdf }] = await Promise.all([import("@creance/report"), import("@creance/pdf")]);
    return pageToPdf(exposureReportPage(made.report, made.drawing, aboutOf(made.report)));
  },
  ".json": async ({ report }) => Buffer.from(`${JSON.stringify(report, null, 1)}\n`),
};

/** Adds the command. */
export function addExposure(creance: Command): void {
  withVaultOptions(creance.command("exposure [items...]"))
    .description("Say what flights, pictures, clips and files would reveal: sensitive sites, and what their headers give away.")
    .option("--all", "everything in the vault")
    .option("--media", "pictures and clips of the flights, too (default)")
    .option("--no-media", "without them")
    .option("--sites <file>", "GeoJSON layer of sensitive sites, beside those in the vault's folder `sites` (again for another)", several)
    .option("--terrain <file>", "GeoTIFF heights of the ground, for pictures and clips that are not kept (again for another)", several)
    .option("--near <metres>", "how near a home point or a pilot counts (default: 100)", numberOption("near"))
    .option("--report <file>", "write a report: .html, .pdf or .json (again for another)", several)
    .option("--summary", "sites, headers and what is not known, without the rows")
    .addHelpText(
      "after",
      `
Examples:
  creance exposure 5f1d2c3b4a596877
  creance exposure DJI_0001.JPG DJIFlightRecord_2026-09-12_[10-03-11].txt --sites works.geojson
  creance exposure --all --json --summary
  creance exposure --all --report exposure.html --report exposure.pdf

An item is a file, or the beginning (8 digits or more) of a kept flight's id or of a kept picture's or clip's SHA-256.
Exit status: 0 done, findings included; 1 a file is damaged or could not be read; 2 wrong use or no such item; 4 no permission.`,
    )
    .action(async (names: readonly string[], options: ExposureOptions) => {
      const nothing = "Nothing was judged.";
      checkReportFiles(options.report ?? [], Object.keys(makers), nothing);
      if (names.length === 0 && options.all !== true) {
        throw new UserError("nothing-named", "wrongUse", `Name flights, pictures, clips or files, or give --all. ${nothing}`);
      }
      if (names.length > 0 && options.all === true) {
        throw new UserError("bad-option", "wrongUse", `--all is everything already: name items or give --all, not both. ${nothing}`);
      }
      const items = sortItems(names);
      const extra = { ...(await extraOf(options)), files: items.files };
      const { result } = await stopOnInterrupt(async (signal) => judge(items, options, { ...extra, signal }));
      await show(result, options);
    });
}

async function judge(items: NamedItems, options: ExposureOptions, extra: ExposureExtra): Promise<DrawnExposure> {
  const fromVault = items.kept.length > 0 || options.all === true;
  if (!fromVault && options.vault === undefined) return exposureOfFiles(requestOf(options, { flights: [], media: [] }), extra);
  return withOperation(options, "existing", async ({ vault, exposure, access }) => {
    const found = namedItems(vault, items.kept);
    const made = await exposure.drawn(requestOf(options, found), { ...extra, onlyFiles: !fromVault });
    if (fromVault) await enterReport(access, "exposure", { flights: found.flights, originals: found.media }, options.report ?? []);
    return made;
  });
}

function requestOf(
  { near, media }: ExposureOptions,
  found: { readonly flights: readonly string[]; readonly media: readonly string[] },
): ExposureRequest {
  const request = exposureRequestSchema.safeParse({ ...found, withMedia: media ?? true, ...(near === undefined ? {} : { nearM: near }) });
  if (request.success) return request.data;
  throw new UserError("bad-option", "wrongUse", "--near must be a distance from 0 to 10,000 metres. Nothing was judged.");
}

async function extraOf({ sites, terrain }: ExposureOptions): Promise<ExposureExtra> {
  return {
    siteFiles: sites ?? [],
    terrain: await readTerrain(terrain ?? []),
    onDamaged: (path, sentence) => {
      tell(`${path}: ${sentence}`);
      process.exitCode = exitStatus.damaged;
    },
  };
}

async function show(made: DrawnExposure, options: ExposureOptions): Promise<void> {
  const { report } = made;
  for (const { fileName, problem } of report.layers) if (problem !== null) tell(`Layer ${fileName}: ${problem}`);
  if (report.layers.every(({ sites }) => sites === 0)) {
    tell(
      "No layer of sensitive sites: put GeoJSON files into the vault's folder `sites`, or name them with --sites. Only headers were looked at.",
    );
  }
  let notWritten: unknown;
  await writeReportFiles(made, options.report ?? [], makers).catch((error: unknown) => {
    notWritten = error;
  });
  // What was found is shown although a disk is full.
  if (options.json === true && options.summary === true) {
    const { rows, ...summary } = report;
    printJson({ summary: true, ...summary, rows: rows.length });
  } else if (options.json === true) await printChunks(jsonLines(report));
  else await printChunks(exposureText(report, { withRows: options.summary !== true }));
  if (report.rowsLeftOut > 0) tell(`${report.rowsLeftOut} rows more than are kept were left out; sites and headers count them.`);
  if (notWritten !== undefined) throw notWritten;
}

function* jsonLines({ rows }: ExposureReport): Generator<string> {
  for (const row of rows) yield `${jsonText(row)}\n`;
}

function aboutOf({ request }: ExposureReport): { readonly version: string; readonly nearM: number } {
  return { version: creanceVersion, nearM: request.nearM };
}
