/** What in a pair of neighbouring bytes may belong to a written coordinate. */
import { GATE_CODE, GATE_TEXT } from "./gate-table.ts";
import { CELLS_PER_DEG, IN_AREA, type PositionRanges } from "./position-ranges.ts";

/** Adds digits before a decimal point, a decimal comma and a degree sign to a gate table. */
export function markTexts(gate: Uint8Array): void {
  for (let digit = 0x30; digit <= 0x39; digit += 1) {
    for (const mark of [0x2e, 0x2c, 0xc2, 0xb0]) flag(gate, digit, mark);
  }
}

/** Adds the first two digits of degrees x 1e7 and x 1e6 as whole numbers. */
export function markScaledTexts(gate: Uint8Array, ranges: PositionRanges): void {
  for (const [cells, offsetDeg] of [
    [ranges.lat, 90],
    [ranges.lon, 180],
  ] as const) {
    for (let cell = 0; cell < cells.length; cell += 1) {
      if (((cells[cell] as number) & IN_AREA) === 0) continue;
      const low = Math.abs(cell / CELLS_PER_DEG - offsetDeg);
      const high = Math.abs((cell + 1) / CELLS_PER_DEG - offsetDeg);
      // A cell is much narrower than what two leading digits span, except near 0, where numbers are too short to be told from others.
      for (const degrees of [low, (low + high) / 2, high]) {
        const digits = String(Math.floor(degrees * 1e7));
        if (digits.length >= 6) flag(gate, digits.charCodeAt(0), digits.charCodeAt(1));
      }
    }
  }
}

/** The written forms of a gate table for bytes below 128, indexed by first byte x 128 + second byte: small enough to stay near the processor. */
export function textGate(gate: Uint8Array): Uint8Array {
  const small = new Uint8Array(128 * 128);
  for (let pair = 0; pair < small.length; pair += 1)
    small[pair] = (gate[((pair >> 7) << 8) | (pair & 127)] as number) & (GATE_TEXT | GATE_CODE);
  return small;
}

function flag(gate: Uint8Array, first: number, second: number): void {
  const pair = (first << 8) | second;
  gate[pair] = (gate[pair] as number) | GATE_TEXT;
}
