/** Positions as a picture's tags hold them: degrees, minutes and seconds as fractions of two 32-bit numbers, latitude and longitude near each other. */
import type { ScanWindow } from "./scan-window.ts";

/** Bytes of degrees, minutes and seconds. */
const TRIPLE_BYTES = 24;
/** How far apart the two may stand: other tags' values lie between them. */
const FARTHEST_BYTES = 96;

/** Takes two unsigned values in the order in which they stand; the signs stand elsewhere. */
export type TryUnsigned = (first: number, second: number, start: number, end: number, unitDeg: number) => boolean;

/** Tries degrees at an offset, in a byte order. True when a pair was taken. */
export function tryRationals(window: ScanWindow, offset: number, order: "little" | "big", tryUnsigned: TryUnsigned): boolean {
  const little = order === "little";
  const first = readTriple(window, offset, little);
  if (first === undefined) return false;
  const last = Math.min(window.length - TRIPLE_BYTES, offset + TRIPLE_BYTES + FARTHEST_BYTES);
  for (let at = offset + TRIPLE_BYTES; at <= last; at += 1) {
    const second = readTriple(window, at, little);
    if (second === undefined) continue;
    const unitDeg = Math.max(first.unitDeg, second.unitDeg);
    if (tryUnsigned(first.degrees, second.degrees, offset, at + TRIPLE_BYTES, unitDeg)) return true;
  }
  // Whole degrees of 0 do not wake the search, so that a pair that begins with them is found from its end.
  for (let at = Math.max(0, offset - TRIPLE_BYTES - FARTHEST_BYTES); at <= offset - TRIPLE_BYTES; at += 1) {
    const before = readTriple(window, at, little);
    if (before === undefined || before.degrees >= 1) continue;
    const unitDeg = Math.max(first.unitDeg, before.unitDeg);
    if (tryUnsigned(before.degrees, first.degrees, at, offset + TRIPLE_BYTES, unitDeg)) return true;
  }
  return false;
}

function readTriple(
  window: ScanWindow,
  offset: number,
  little: boolean,
): { readonly degrees: number; readonly unitDeg: number } | undefined {
  if (offset < 0 || offset + TRIPLE_BYTES > window.length) return undefined;
  const { view } = window;
  const degreesBelow = view.getUint32(offset + 4, little);
  if (!isPowerOfTen(degreesBelow)) return undefined;
  const degrees = view.getUint32(offset, little) / degreesBelow;
  if (degrees > 180) return undefined;
  const minutesBelow = view.getUint32(offset + 12, little);
  const secondsBelow = view.getUint32(offset + 20, little);
  if (!isPowerOfTen(minutesBelow) || !isSecondsDenominator(secondsBelow)) return undefined;
  const minutes = view.getUint32(offset + 8, little) / minutesBelow;
  const seconds = view.getUint32(offset + 16, little) / secondsBelow;
  if (minutes >= 60.000001 || seconds >= 60.000001) return undefined;
  return { degrees: degrees + minutes / 60 + seconds / 3600, unitDeg: Math.min(1 / 3600 / secondsBelow, 1 / 60) };
}

/** Cameras write these. What is read from a wrong place or in the wrong byte order is something else. */
function isPowerOfTen(value: number): boolean {
  for (let power = 1; power <= 1e9; power *= 10) if (power === value) return true;
  return false;
}

function isSecondsDenominator(value: number): boolean {
  return isPowerOfTen(value) || (value > 1 && value < 65_536 && value % 256 !== 0);
}
