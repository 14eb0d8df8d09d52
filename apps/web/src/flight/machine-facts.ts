/** Facts about the machine in words; what is not known is left out. */
import type { FlightDetail } from "@creance/api";
import type { Words } from "../words/words.ts";

/** A name and its value. */
export type Fact = readonly [name: string, value: string];

const known = (facts: readonly (readonly [string, string | null])[]): Fact[] =>
  facts.filter((fact): fact is Fact => fact[1] !== null && fact[1] !== "");

/** Aircraft and app. */
export function machineFacts({ aircraft, app, clock }: Pick<FlightDetail, "aircraft" | "app" | "clock">): Fact[] {
  const type = aircraft.productType === null ? null : `type ${aircraft.productType}`;
  return known([
    ["Model", aircraft.productName ?? type],
    ["Name", aircraft.name],
    ["Serial", aircraft.serial],
    ["Camera serial", aircraft.cameraSerial],
    ["Controller serial", aircraft.rcSerial],
    ["App", [app.platformName, app.version].filter((part) => part !== null).join(" ")],
    ["Clock", clockWords(clock)],
  ]);
}

/** How the times of the flight were found. */
export function clockWords(clock: FlightDetail["clock"]): string {
  if (clock.method === "none") return "no time in the record; times count from its start";
  if (clock.method === "header") return "only the header's start time; the rest counts from there";
  const within = clock.residualP95Ms === null ? "" : `, stamps within ${Math.round(clock.residualP95Ms)} ms for 95 of 100`;
  const repaired = clock.repairedRows > 0 ? `, ${clock.repairedRows} rows repaired` : "";
  return `solved from the app's stamps${within}${repaired}`;
}

/** One battery. */
export function batteryFacts(battery: FlightDetail["batteries"][number], words: Words): Fact[] {
  const number = (value: number | null, unit: string, digits = 0): string | null =>
    value === null ? null : `${value.toFixed(digits)} ${unit}`;
  return known([
    ["Serial", battery.serial],
    ["Cells", battery.cells === null ? null : String(battery.cells)],
    ["Design charge", number(battery.designedChargeMah, "mAh")],
    ["Full charge", number(battery.fullChargeMah, "mAh")],
    ["Discharges", battery.discharges === null ? null : String(battery.discharges)],
    ["Life left", number(battery.lifePct, "%")],
    ["Lowest cell", number(battery.minCellV, "V", 2)],
    ["Widest cell spread", number(battery.maxCellSpreadV, "V", 3)],
    ["Warmest", battery.maxTempDegC === null ? null : words.quantity(battery.maxTempDegC, "temperature")],
  ]);
}
