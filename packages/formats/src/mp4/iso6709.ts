/** Positions as text: `+52.3731+004.8922+011.000/` (ISO 6709 annex H), which cameras write into `©xyz`. */

/** A place; `altitudeM` is `null` where the text has none. Above what it counts the text does not say. */
export interface Iso6709Place {
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly altitudeM: number | null;
}

const DEGREES = /^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?(?:CRS[^/]*)?\/?\s*$/;

/** The place of a text in decimal degrees; `null` for any other form and for a place that cannot be. */
export function parseIso6709(text: string): Iso6709Place | null {
  const match = DEGREES.exec(text.trim());
  if (match === null) return null;
  const latDeg = Number(match[1]);
  const lonDeg = Number(match[2]);
  if (Math.abs(latDeg) > 90 || Math.abs(lonDeg) > 180) return null;
  return { latDeg, lonDeg, altitudeM: match[3] === undefined ? null : Number(match[3]) };
}
