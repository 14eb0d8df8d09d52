/** Gives the flights of a reading their place, country and time zone, and a picture or clip its own. */
import type { Reading } from "@creance/vault";
import { claimedPosition } from "./flight-reading.ts";
import { placeAt } from "./places.ts";

/** Where a flight was: its home point, else the middle of its track, else where the header says. Unknown positions stay unnamed. */
export function withPlaces(reading: Reading): Reading {
  const at = reading.media?.item.position ?? reading.media?.places[0] ?? null;
  const { place, timeZone } = at === null ? { place: null, timeZone: null } : placeAt(at.latDeg, at.lonDeg);
  return {
    ...reading,
    media: reading.media === null ? null : { ...reading.media, place, timeZone },
    flights: reading.flights.map((flight) => {
      const { home, bounds } = flight.summary;
      const middle = bounds === null ? null : { latDeg: (bounds.southDeg + bounds.northDeg) / 2, lonDeg: middleLonDeg(bounds) };
      const position = home ?? middle ?? claimedPosition(flight.detail.claims);
      if (position === null) return flight;
      return { ...flight, summary: { ...flight.summary, ...placeAt(position.latDeg, position.lonDeg) } };
    }),
  };
}

function middleLonDeg({ westDeg, eastDeg }: { readonly westDeg: number; readonly eastDeg: number }): number {
  const width = (eastDeg - westDeg + 360) % 360;
  const middle = westDeg + width / 2;
  return middle > 180 ? middle - 360 : middle;
}
