/** An entered flight in the normal form: claims only, no rows (docs/formats/manual-flight.md). */
import { type MetadataField, readManualFlight } from "@creance/formats";
import type { FlightLogReader } from "./flight-log-readers.table.ts";
import { unknownAircraft, unknownApp, unknownClaims } from "./no-aircraft.ts";
import { TrackBuilder } from "./track-builder.ts";

/** Reads an entered flight. Throws a `FormatError` when the document is not whole. */
export const readManualFlightLog: FlightLogReader = async (source) => {
  const flight = await readManualFlight(source);
  const { startUs, durationUs, distanceM, maxAltHomeM, position, pilot, purpose, aircraftName, aircraftSerial } = flight;
  const said = { pilot, purpose, aircraftName, aircraftSerial };
  const text = new TextDecoder("utf-8").decode(await source.read(0, source.size));
  const fields = Object.entries(said).flatMap(([name, value]) => (value === null ? [] : [fieldOf(text, name, value)]));
  return {
    format: "manual-flight",
    version: 1,
    damaged: false,
    track: new TrackBuilder(1).build().track,
    clock: { method: "header", residualP95Ms: null, repairedRows: 0 },
    events: [],
    aircraft: { ...unknownAircraft, name: aircraftName, serial: aircraftSerial },
    batteries: [],
    app: unknownApp,
    claims: {
      ...unknownClaims,
      startUs,
      durationUs,
      distanceM,
      maxAltHomeM,
      latDeg: position?.latDeg ?? null,
      lonDeg: position?.lonDeg ?? null,
    },
    photos: null,
    records: [],
    fields,
    issues: [],
  };
};

/** The value with its place in the document: what stands between the quotes behind its name. */
function fieldOf(text: string, name: string, value: string): MetadataField {
  const written = JSON.stringify(value).slice(1, -1);
  const at = text.search(new RegExp(`"${name}"\\s*:\\s*"`));
  const start = at < 0 ? -1 : text.indexOf(written, text.indexOf(":", at));
  const bytes = (part: string): number => new TextEncoder().encode(part).byteLength;
  const place = start < 0 ? { byteOffset: 0, lengthBytes: 0 } : { byteOffset: bytes(text.slice(0, start)), lengthBytes: bytes(written) };
  return { group: "header", name, value: value.slice(0, 1000), ...place };
}
