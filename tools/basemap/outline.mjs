// Writes packages/report/src/world-outline.table.ts: coasts and borders coarse enough to travel with the page, for the SVG map of many flights.
// Run by hand when the atlas packages change: `node tools/basemap/outline.mjs`. A test compares the file with what this would write.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readBorders, readLand, readStates } from "./atlas.mjs";

/** Steps of a twentieth of a degree (5 km), and shapes straightened to within 8 km. */
const STEPS_A_DEGREE = 20;
const TOLERANCE_DEG = 0.08;
/** Islands smaller than this across are left out. */
const MIN_ISLAND_DEG = 0.6;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The table file's text. */
export function outlineTable() {
  const rings = readLand("50m").features.flatMap(({ geometry }) => geometry.coordinates);
  const lines = [...readBorders("50m").features, ...readStates().features].map(({ geometry }) => geometry.coordinates);
  const coast = encodeLines(rings.filter((ring) => sizeDeg(ring) >= MIN_ISLAND_DEG));
  return `/**
 * Coasts (Natural Earth 1:50 million) and borders (the same, and US states of the US Census Bureau), straightened to within 8 km.
 * Written by tools/basemap/outline.mjs; read by world-outline.ts, which says how. Both sources are in the public domain.
 */

/** Steps a degree. */
export const outlineSteps = ${STEPS_A_DEGREE};

/** Lines parted by spaces. */
export const outlineLines = {
  // biome-ignore format: data
  coast: "${coast}",
  // biome-ignore format: data
  border: "${encodeLines(lines)}",
} as const;
`;
}

/** Lines straightened to within a tolerance, encoded, parted by spaces. */
export function encodeLines(lines, toleranceDeg = TOLERANCE_DEG) {
  return lines.map((line) => encodeLine(straighten(line, toleranceDeg))).join(" ");
}

/** Differences in steps, zigzag, five bits a digit, the low ones first; a digit of 32 and more has another behind it. */
function encodeLine(line) {
  let [x, y] = [0, 0];
  let text = "";
  for (const [lonDeg, latDeg] of line) {
    const [nextX, nextY] = [Math.round(lonDeg * STEPS_A_DEGREE), Math.round(latDeg * STEPS_A_DEGREE)];
    if (text !== "" && nextX === x && nextY === y) continue;
    text += digits(nextX - x) + digits(nextY - y);
    [x, y] = [nextX, nextY];
  }
  return text;
}

function digits(value) {
  let left = value < 0 ? -2 * value - 1 : 2 * value;
  let text = "";
  do {
    const low = left % 32;
    left = Math.floor(left / 32);
    text += DIGITS[low + (left > 0 ? 32 : 0)];
  } while (left > 0);
  return text;
}

function sizeDeg(line) {
  const [lons, lats] = [0, 1].map((axis) => line.map((point) => point[axis]));
  return Math.hypot(Math.max(...lons) - Math.min(...lons), Math.max(...lats) - Math.min(...lats));
}

function straighten(line, toleranceDeg) {
  const keep = new Set([0, line.length - 1]);
  const spans = [[0, line.length - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    const [x0, y0] = line[from];
    const [dx, dy] = [line[to][0] - x0, line[to][1] - y0];
    const length = Math.hypot(dx, dy);
    let worst = toleranceDeg;
    let worstAt = -1;
    for (let at = from + 1; at < to; at += 1) {
      const [x, y] = [line[at][0] - x0, line[at][1] - y0];
      const away = length === 0 ? Math.hypot(x, y) : Math.abs(x * dy - y * dx) / length;
      if (away > worst) [worst, worstAt] = [away, at];
    }
    if (worstAt >= 0) {
      keep.add(worstAt);
      spans.push([from, worstAt], [worstAt, to]);
    }
  }
  return line.filter((_, at) => keep.has(at));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL("../../packages/report/src/world-outline.table.ts", import.meta.url), outlineTable());
}
