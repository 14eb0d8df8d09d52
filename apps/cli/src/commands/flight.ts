/** `creance flight ID`: one flight. */
import type { FlightDetail } from "@creance/api";
import { clockFromUs, formatBytes, formatQuantity, isoFromEpochUs, UserError } from "@creance/core";
import { type ExportFormat, exportFormats } from "@creance/server";
import type { Command } from "commander";
import { printChunks, printJson, printLine } from "../output.ts";
import { printable } from "../text-table.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

interface FlightOptions extends VaultOptions {
  readonly to?: string;
}

/** Adds the command. */
export function addFlight(creance: Command): void {
  withVaultOptions(creance.command("flight <id>"))
    .description("Show one flight: figures, events, what its file reveals, its originals.")
    .option("--to <format>", `write its track as ${exportFormats.join(", ")}`)
    .addHelpText("after", "\nExamples:\n  creance flight 5f1d2c3b4a596877\n  creance flight 5f1d2c3b4a596877 --to gpx > flight.gpx")
    .action((id: string, options: FlightOptions) =>
      withOperation(options, "existing", async (operation) => {
        if (options.to !== undefined) {
          const format = exportFormat(options.to);
          const chunks = await operation.exportFlight(id, format);
          await operation.access.exportedFlight(id, format);
          return printChunks(chunks);
        }
        const detail = operation.vault.flight(id);
        if (detail === undefined) {
          throw new UserError("no-such-flight", "notFound", `There is no flight ${id.slice(0, 64)}. \`creance flights\` lists them.`);
        }
        const [first] = detail.originals;
        if (first !== undefined) operation.access.viewed("flight", first.sha256);
        if (options.json === true) printJson(detail);
        else for (const line of detailLines(detail)) printLine(line);
      }),
    );
}

/** The export format of this name. */
export function exportFormat(name: string): ExportFormat {
  const format = exportFormats.find((known) => known === name);
  if (format === undefined)
    throw new UserError("bad-format", "wrongUse", `There is no export as "${name}". There are: ${exportFormats.join(", ")}.`);
  return format;
}

function* detailLines({ summary, ...detail }: FlightDetail): Generator<string> {
  const known = (value: string | number | null): string => (value === null ? "unknown" : printable(String(value)));
  yield `${known(summary.name ?? summary.id)}${summary.sealed ? "  (sealed)" : ""}${summary.damaged ? "  (damaged)" : ""}${summary.synthetic ? "  (synthetic)" : ""}`;
  yield `start     ${summary.startUs === null ? "unknown" : isoFromEpochUs(summary.startUs)}`;
  yield `time      ${summary.durationUs === null ? "unknown" : clockFromUs(summary.durationUs)}`;
  yield `distance  ${formatQuantity(summary.distanceM, "distance", "metric")}`;
  yield `highest   ${formatQuantity(summary.maxAltHomeM, "height", "metric")} above take-off`;
  yield `fastest   ${formatQuantity(summary.maxGroundSpeedMps, "speed", "metric")}`;
  yield `place     ${known(summary.place)} (nearest known)`;
  yield `aircraft  ${known(summary.aircraftName)}, ${known(summary.productName)}, serial ${known(summary.aircraftSerial)}`;
  yield `app       ${known(summary.appName)}`;
  if (detail.events.length > 0) yield "what happened";
  for (const event of detail.events)
    yield `  ${clockFromUs(event.elapsedMs * 1000).padStart(8)}  ${event.severity.padEnd(7)}  ${printable(event.sentence)}`;
  if (detail.reveals.length > 0) yield "what this file reveals";
  for (const reveal of detail.reveals) yield `  byte ${String(reveal.byteOffset).padStart(9)}  ${reveal.label}: ${printable(reveal.value)}`;
  if (detail.issues.length > 0) yield "damage";
  for (const issue of detail.issues) yield `  byte ${String(issue.offset).padStart(9)}  ${printable(issue.sentence)}`;
  yield "originals";
  for (const original of detail.originals) yield `  ${original.sha256}  ${formatBytes(original.sizeBytes)}  ${known(original.fileName)}`;
}
