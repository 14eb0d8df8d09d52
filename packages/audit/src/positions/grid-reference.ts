/** MGRS and UTM as text: `10TET6489176642`, `10T ET 64891 76642`, `10T 564891 5276642`, `10N 564891mE 5276642mN`. */
import { BANDS, bandOf, fromUtm } from "./transverse-mercator.ts";

/** A cell or point that a code names. */
export interface CodedPlace {
  readonly latDeg: number;
  readonly lonDeg: number;
  /** Length of the longer side in degrees of latitude, at most. */
  readonly unitDeg: number;
  /** Characters of the code. */
  readonly length: number;
}

const MGRS = /^(\d{1,2})([C-HJ-NP-X]) ?([A-HJ-NP-Z])([A-HJ-NP-V]) ?(\d{2,5} \d{2,5}|\d{4,10})(?![\dA-Za-z])/;
const UTM =
  /^(\d{1,2}) ?([C-HJ-NP-X])[ ,;:/]{1,2}(\d{6})(?:\.(\d{1,3}))? ?(?:m?E)?[ ,;:/]{1,2}(\d{6,7})(?:\.(\d{1,3}))? ?(?:m?N)?(?![\dA-Za-z])/;
const METRES_PER_DEG = 111_320;

/** Reads a reference at the beginning of a text; `undefined` when there is none. */
export function readGridReference(text: string): CodedPlace | undefined {
  return readMgrs(text) ?? readUtm(text);
}

function readMgrs(text: string): CodedPlace | undefined {
  const match = MGRS.exec(text);
  if (match === null) return undefined;
  const [whole, zoneText, band, column, row, digitsText] = match as unknown as [string, string, string, string, string, string];
  const parts = digitsText.split(" ");
  const digits = parts.join("");
  if (digits.length % 2 !== 0 || (parts.length === 2 && parts[0]?.length !== parts[1]?.length)) return undefined;
  const half = digits.length / 2;
  const unitM = 10 ** (5 - half);
  const zone = Number(zoneText);
  if (zone < 1 || zone > 60) return undefined;
  const columns = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"][zone % 3] as string;
  const columnAt = columns.indexOf(column);
  if (columnAt < 0) return undefined;
  const rows = "ABCDEFGHJKLMNPQRSTUV";
  const rowAt = (rows.indexOf(row) + (zone % 2 === 0 ? 15 : 0)) % 20;
  const eastingM = (columnAt + 1) * 100_000 + (Number(digits.slice(0, half)) + 0.5) * unitM;
  const rowM = rowAt * 100_000 + (Number(digits.slice(half)) + 0.5) * unitM;
  const hemisphere = band >= "N" ? "north" : "south";
  // Rows repeat every 2,000 km: the one that lies in the band is meant.
  for (let cycle = 0; cycle < 5; cycle += 1) {
    const place = fromUtm(zone, hemisphere, eastingM, rowM + cycle * 2_000_000);
    if (isInBand(place.latDeg, band)) return { ...place, unitDeg: unitM / METRES_PER_DEG, length: whole.length };
  }
  return undefined;
}

function readUtm(text: string): CodedPlace | undefined {
  const match = UTM.exec(text);
  if (match === null) return undefined;
  const [whole, zoneText, letter, east, eastFraction, north, northFraction] = match as unknown as [string, string, string, ...string[]];
  const zone = Number(zoneText);
  if (zone < 1 || zone > 60) return undefined;
  const eastingM = Number(`${east}.${eastFraction ?? "0"}`);
  const northingM = Number(`${north}.${northFraction ?? "0"}`);
  const unitDeg = 10 ** -Math.min(eastFraction?.length ?? 0, northFraction?.length ?? 0) / METRES_PER_DEG;
  const byBand = fromUtm(zone, letter >= "N" ? "north" : "south", eastingM, northingM);
  if (isInBand(byBand.latDeg, letter)) return { ...byBand, unitDeg, length: whole.length };
  // S and N may also name the hemisphere.
  if (letter !== "S" && letter !== "N") return undefined;
  return { ...fromUtm(zone, letter === "N" ? "north" : "south", eastingM, northingM), unitDeg, length: whole.length };
}

/** True when a latitude lies in a band, or so near to it that the grid square reaches over the rim. */
function isInBand(latDeg: number, band: string): boolean {
  return [-0.2, 0, 0.2].some((off) => bandOf(latDeg + off) === band) && BANDS.includes(band);
}
