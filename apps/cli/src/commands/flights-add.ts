/** `creance flights add`: a flight of an aircraft that logs nothing, entered by a person and kept as a small document. */
import { type ManualFlight, manualFlightSchema } from "@creance/api";
import { isoFromEpochUs, UserError } from "@creance/core";
import type { Command } from "commander";
import { printJson, printLine } from "../output.ts";
import { instantOption, type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

interface AddOptions extends VaultOptions {
  readonly start: number;
  readonly minutes: string;
  readonly aircraft?: string;
  readonly serial?: string;
  readonly at?: string;
  readonly pilot?: string;
  readonly height?: string;
  readonly distance?: string;
  readonly purpose?: string;
}

/** Adds the command below `flights`. */
export function addFlightsAdd(flights: Command): void {
  withVaultOptions(flights.command("add"))
    .description("Enter a flight of an aircraft that logs nothing. It is kept like any file, so that pictures can stand with it.")
    .requiredOption("--start <date>", "when it took off (UTC)", instantOption("start"))
    .requiredOption("--minutes <number>", "how long it flew")
    .option("--aircraft <name>", "name of the aircraft")
    .option("--serial <serial>", "its serial number: pictures that state it stand with the flight")
    .option("--at <lat,lon>", "take-off place, degrees")
    .option("--pilot <name>", "who flew it")
    .option("--height <m>", "greatest height above take-off")
    .option("--distance <m>", "length of the path")
    .option("--purpose <text>", "what it was flown for")
    .addHelpText(
      "after",
      `
Examples:
  creance flights add --start 2026-05-03T09:00:00Z --minutes 12 --aircraft "Glider" --at 38.1,-7.9

Exit status: 0 done; 2 a value is missing or out of its range; 4 the machine refused.`,
    )
    .action((_own: unknown, command: Command) => {
      // `flights` has options of the same names, which take what is given here.
      const options = command.optsWithGlobals<AddOptions>();
      return withOperation(options, "any", async (operation) => {
        const { summary } = await operation.addFlight(flightOf(options));
        if (options.json === true) printJson(summary);
        else
          printLine(
            `Entered: ${summary.id}, ${isoFromEpochUs(summary.startUs ?? 0) ?? ""}${summary.place === null ? "" : `, ${summary.place}`}.`,
          );
      });
    });
}

function flightOf({ start, minutes, aircraft, serial, at, pilot, height, distance, purpose }: AddOptions): ManualFlight {
  const parsed = manualFlightSchema.safeParse({
    startUs: start,
    durationUs: numberOf("minutes", minutes) * 60e6,
    aircraftName: aircraft ?? null,
    aircraftSerial: serial ?? null,
    position: at === undefined ? null : placeOf(at),
    pilot: pilot ?? null,
    maxAltHomeM: height === undefined ? null : numberOf("height", height),
    distanceM: distance === undefined ? null : numberOf("distance", distance),
    purpose: purpose ?? null,
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError("bad-flight", "wrongUse", `The flight cannot be entered: ${issue?.path.join(".") ?? "a value"} is out of its range.`);
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new UserError("bad-number", "wrongUse", `--${name} takes a number, not "${text.slice(0, 60)}".`);
}

function placeOf(text: string): { readonly latDeg: number; readonly lonDeg: number } {
  const [latDeg, lonDeg, ...others] = text.split(",").map((part) => numberOf("at", part));
  if (latDeg !== undefined && lonDeg !== undefined && others.length === 0 && Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180) {
    return { latDeg, lonDeg };
  }
  throw new UserError(
    "bad-place",
    "wrongUse",
    `--at takes latitude and longitude in degrees, such as 38.1,-7.9, not "${text.slice(0, 60)}".`,
  );
}
