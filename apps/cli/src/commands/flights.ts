/** `creance flights`: the flights that are kept. */
import type { FlightQuery, FlightSummary } from "@creance/api";
import { flightQuerySchema } from "@creance/api";
import { clockFromUs, formatQuantity, isoFromEpochUs } from "@creance/core";
import { besideRecordWords } from "@creance/flight";
import { READER } from "@creance/server";
import type { Command } from "commander";
import { jsonText, printChunks, printJson, printLine, tell } from "../output.ts";
import { textTable } from "../text-table.ts";
import { instantOption, type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { addFlightsAdd } from "./flights-add.ts";

interface FlightsOptions extends VaultOptions {
  readonly search?: string;
  readonly from?: number;
  readonly to?: number;
  readonly aircraft?: string;
  readonly country?: string;
  readonly warnings?: boolean;
  readonly sealed?: boolean;
  readonly damaged?: boolean;
}

/** Adds the command. */
export function addFlights(creance: Command): void {
  const flights = withVaultOptions(creance.command("flights"));
  addFlightsAdd(flights);
  flights
    .description("List the flights in the vault, newest first.")
    .option("--search <words>", "words that must all occur in name, place, serial, aircraft, app or id")
    .option("--from <date>", "started at or after (UTC)", instantOption("from"))
    .option("--to <date>", "started before (UTC)", instantOption("to"))
    .option("--aircraft <serial>", "of this aircraft")
    .option("--country <code>", "in this country (two letters)")
    .option("--warnings", "with warnings only")
    .option("--sealed", "sealed only")
    .option("--damaged", "damaged only")
    .option("--summary", "totals only")
    .addHelpText(
      "after",
      `
Examples:
  creance flights
  creance flights --search "mavic 2" --from 2026-09-01 --json
  creance flights --json --summary
  creance flights add --start 2026-05-03T09:00:00Z --minutes 12 --aircraft "Glider" --at 38.1,-7.9`,
    )
    .action((options: FlightsOptions) =>
      withOperation(options, "existing", async ({ vault }) => {
        const query = toQuery(options);
        if (options.summary === true) {
          const { total, totals } = vault.listFlights({ ...query, limit: 1 });
          if (options.json === true) printJson({ summary: true, flights: total, ...totals });
          else printLine(totalsLine(total, totals));
        } else if (options.json === true) await printChunks(jsonLines(vault.allFlights(query)));
        else {
          const rows = [...vault.allFlights(query)];
          await printChunks(textTable(["id", "start (UTC)", "time", "distance", "height", "aircraft", "place", ""], rows.map(toCells)));
        }
        const pending = vault.unreadOriginals(READER).filter((sha256) => vault.reading(sha256) === undefined).length;
        if (pending > 0)
          tell(
            `Kept and not in this list yet: ${pending === 1 ? "1 file" : `${pending} files`}. The next import reads them, or \`creance rebuild\`.`,
          );
      }),
    );
}

function toQuery(options: FlightsOptions): FlightQuery {
  return flightQuerySchema.parse({
    search: options.search ?? "",
    fromUs: options.from,
    toUs: options.to,
    aircraft: options.aircraft,
    country: options.country?.toUpperCase(),
    ...(options.warnings === true ? { hasWarnings: true } : {}),
    ...(options.sealed === true ? { sealed: true } : {}),
    ...(options.damaged === true ? { damaged: true } : {}),
  });
}

function* jsonLines(rows: Iterable<FlightSummary>): Generator<string> {
  for (const row of rows) yield `${jsonText(row)}\n`;
}

function toCells(flight: FlightSummary): string[] {
  const marks = [
    besideRecordWords(flight.format) ?? "",
    flight.sealed ? "sealed" : "",
    flight.damaged ? "damaged" : "",
    flight.synthetic ? "synthetic" : "",
    flight.warnings > 0 ? `${flight.warnings} warnings` : "",
    flight.originals > 1 ? `${flight.originals} originals` : "",
  ];
  return [
    flight.id,
    flight.startUs === null ? "unknown" : (isoFromEpochUs(flight.startUs) ?? "unknown").slice(0, 16).replace("T", " "),
    flight.durationUs === null ? "unknown" : clockFromUs(flight.durationUs),
    formatQuantity(flight.distanceM, "distance", "metric"),
    formatQuantity(flight.maxAltHomeM, "height", "metric"),
    flight.name ?? flight.aircraftName ?? flight.productName ?? flight.aircraftSerial ?? "",
    flight.place ?? flight.country ?? "",
    marks.filter((mark) => mark !== "").join(", "),
  ];
}

function totalsLine(total: number, totals: { readonly durationUs: number; readonly distanceM: number; readonly warnings: number }): string {
  return `${total} flights, ${clockFromUs(totals.durationUs)} in all, ${formatQuantity(totals.distanceM, "distance", "metric")}, ${totals.warnings} warnings.`;
}
