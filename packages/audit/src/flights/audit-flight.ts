/** A flight of a record as ground truth: the moments with a position, the serials, the file that holds it. */
import type { Flight } from "@creance/flight";
import type { AuditFile, AuditFlight } from "../types.ts";

/** What is known of a flight besides its record. */
export interface AuditFlightAbout {
  /** Unique in the audit. */
  readonly label: string;
  /** SHA-256 of the original it came from. */
  readonly sha256: string;
  readonly files: readonly AuditFile[];
}

/** Takes from a flight what an audit looks for. Rows without a position are left out; rows are put in order of time where all have one. */
export function auditFlight(flight: Flight, about: AuditFlightAbout): AuditFlight {
  const { columns, rows } = flight.track;
  const kept = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row += 1) {
    if (!Number.isNaN(columns.latDeg[row] as number) && !Number.isNaN(columns.lonDeg[row] as number)) kept[count++] = row;
  }
  const order = byTime(kept.subarray(0, count), columns.timeUs);
  const { aircraft } = flight;
  const batteries = flight.batteries.flatMap(({ serial }) => serial ?? []);
  const model = [aircraft.productName, aircraft.name].flatMap((text) => text ?? []).join(" ");
  return {
    ...about,
    timeUs: Float64Array.from(order, (row) => columns.timeUs[row] as number),
    latDeg: Float64Array.from(order, (row) => columns.latDeg[row] as number),
    lonDeg: Float64Array.from(order, (row) => columns.lonDeg[row] as number),
    altHomeM: Float32Array.from(order, (row) => columns.altHomeM[row] as number),
    inAir: Float32Array.from(order, (row) => columns.inAir[row] as number),
    home: flight.home,
    pilot: flight.pilot,
    serials: {
      aircraftSerial: listed(aircraft.serial),
      controllerSerial: listed(aircraft.rcSerial),
      batterySerial: [...new Set(batteries)],
      cameraSerial: listed(aircraft.cameraSerial),
    },
    app: flight.app.version === null ? flight.app.platformName : `${flight.app.platformName ?? "app"} ${flight.app.version}`,
    aircraft: model === "" ? null : model,
    firmware:
      aircraft.firmware.length === 0 ? null : aircraft.firmware.map(({ component, version }) => `${component} ${version}`).join(", "),
  };
}

function listed(text: string | null): readonly string[] {
  return text === null ? [] : [text];
}

/** Rows by time; as they stand where a time is unknown or they are in order already. */
function byTime(rows: Int32Array, timeUs: Float64Array): Int32Array {
  let sorted = true;
  for (let at = 0; at < rows.length; at += 1) {
    const time = timeUs[rows[at] as number] as number;
    if (Number.isNaN(time)) return rows;
    if (at > 0 && time < (timeUs[rows[at - 1] as number] as number)) sorted = false;
  }
  return sorted ? rows : rows.toSorted((a, b) => (timeUs[a] as number) - (timeUs[b] as number));
}
