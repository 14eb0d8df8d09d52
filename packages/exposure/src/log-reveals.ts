/** What a log of another autopilot, an export or a flight entered by hand reveals: its named values, and the places in its rows. */
import type { NormalRecord, Track } from "@creance/flight";
import type { MetadataField } from "@creance/formats";
import { fieldReveals } from "./field-reveals.ts";
import { positionText, type Reveal } from "./reveal.ts";

type Place = Pick<Reveal, "kind" | "label"> & { readonly lat: keyof Track["columns"]; readonly lon: keyof Track["columns"] };

const places: readonly Place[] = [
  { kind: "flightPath", label: "Flight path", lat: "latDeg", lon: "lonDeg" },
  { kind: "homePosition", label: "Home point", lat: "homeLatDeg", lon: "homeLonDeg" },
  { kind: "pilotPosition", label: "Pilot position", lat: "pilotLatDeg", lon: "pilotLonDeg" },
];

/** Everything in a log that names a machine, a person or a place. Of places in rows the first one stands for all, with the row that holds it. */
export function logReveals(fields: readonly MetadataField[], normal: Pick<NormalRecord, "flights">): Reveal[] {
  const reveals = fieldReveals(fields);
  for (const place of places) {
    const known = reveals.some(({ kind }) => kind === place.kind);
    const reveal = known ? undefined : placeReveal(place, normal);
    if (reveal !== undefined) reveals.push(reveal);
  }
  return reveals;
}

function placeReveal({ kind, label, lat, lon }: Place, { flights }: Pick<NormalRecord, "flights">): Reveal | undefined {
  let first: Pick<Reveal, "value" | "byteOffset"> | undefined;
  let rows = 0;
  for (const { track } of flights) {
    const latDeg = track.columns[lat];
    const lonDeg = track.columns[lon];
    for (let row = 0; row < track.rows; row += 1) {
      if (Number.isNaN(latDeg[row]) || Number.isNaN(lonDeg[row])) continue;
      rows += 1;
      const byteOffset = track.columns.byteOffset[row] as number;
      if (first === undefined && !Number.isNaN(byteOffset)) {
        first = { value: positionText(latDeg[row] as number, lonDeg[row] as number), byteOffset };
      }
    }
  }
  if (first === undefined) return undefined;
  const sentence = {
    flightPath: `The first of ${rows} positions: the whole path, row by row.`,
    homePosition: "Where the aircraft took off and would return to.",
    pilotPosition: "Where the phone or controller was, so where the pilot stood.",
  }[kind as "flightPath" | "homePosition" | "pilotPosition"];
  return { kind, label, ...first, lengthBytes: 0, scrambled: false, sentence };
}
