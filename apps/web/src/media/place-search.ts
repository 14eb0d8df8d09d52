/** The place that a map's address asks for. */

/** Degrees as they stand in the address; both or neither. */
export interface PlaceSearch {
  readonly lat?: string;
  readonly lon?: string;
  readonly flight?: string;
}

const DEGREES = /^-?\d{1,3}(\.\d{1,20})?$/;

/** The place an address means; half a place and impossible ones are dropped. */
export function parsePlaceSearch(raw: Record<string, unknown>): PlaceSearch {
  const { lat, lon, flight } = raw;
  const place = typeof lat === "string" && typeof lon === "string" && placeOf({ lat, lon }) !== null ? { lat, lon } : {};
  return { ...place, ...(typeof flight === "string" && /^[0-9a-zA-Z-]{1,64}$/.test(flight) ? { flight } : {}) };
}

/** The position, `null` without one. */
export function placeOf({ lat, lon }: PlaceSearch): { readonly latDeg: number; readonly lonDeg: number } | null {
  if (lat === undefined || lon === undefined || !DEGREES.test(lat) || !DEGREES.test(lon)) return null;
  const latDeg = Number(lat);
  const lonDeg = Number(lon);
  return Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180 ? { latDeg, lonDeg } : null;
}

/** A position for the address: seven digits are about a centimetre. */
export function placeSearch(latDeg: number, lonDeg: number): { readonly lat: string; readonly lon: string } {
  return { lat: latDeg.toFixed(7), lon: lonDeg.toFixed(7) };
}

/** `38.123456, -122.654321` as a person types it, with a comma or a space between; `null` for anything else. */
export function placeFromWords(words: string): { readonly latDeg: number; readonly lonDeg: number } | null {
  const [lat, lon, more] = words.trim().split(/\s*[,;\s]\s*/);
  return more !== undefined || lat === undefined || lon === undefined ? null : placeOf({ lat, lon });
}
