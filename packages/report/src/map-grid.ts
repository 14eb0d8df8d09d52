/** The grid behind the map: metres (or feet, miles) from the middle for a flight, degrees for an overview. */
import type { UnitSystem } from "@creance/core";
import type { MapProjection } from "./map-projection.ts";
import { niceBelow, niceLength } from "./nice-length.ts";

/** A line across the picture. */
export interface GridLine {
  /** Vertical lines have an x, horizontal ones a y. */
  readonly axis: "x" | "y";
  readonly atPx: number;
  /** Degrees of a graticule line, `null` for a metric grid. */
  readonly label: string | null;
}

/** A grid with its spacing in words. */
export interface MapGrid {
  readonly lines: readonly GridLine[];
  /** `grid 50 m`, or `null` for a graticule, whose lines are labelled. */
  readonly spacing: string | null;
}

/** Wanted distance of lines. */
const SPACING_PX = 110;
/** A map wider than this is an overview: degrees say more than metres. */
const OVERVIEW_M = 60_000;

/** The grid that fits the map. At most some 40 lines for a picture of 2,000 px. */
export function mapGrid(projection: MapProjection, units: UnitSystem): MapGrid {
  if (projection.widthPx * projection.metresPerPx > OVERVIEW_M) return graticule(projection);
  const { lengthM, label } = niceLength(SPACING_PX * projection.metresPerPx, units);
  const stepPx = lengthM / projection.metresPerPx;
  const lines = (["x", "y"] as const).flatMap((axis) => {
    const sizePx = axis === "x" ? projection.widthPx : projection.heightPx;
    const first = (sizePx / 2) % stepPx;
    return Array.from({ length: Math.max(0, Math.floor((sizePx - first) / stepPx) + 1) }, (_, at) => ({
      axis,
      atPx: first + at * stepPx,
      label: null,
    }));
  });
  return { lines, spacing: `grid ${label}` };
}

function graticule(projection: MapProjection): MapGrid {
  const { widthPx, heightPx, pxPerDegLat, pxPerDegLon } = projection;
  const stepLon = degreeStep(SPACING_PX / pxPerDegLon);
  const stepLat = degreeStep(SPACING_PX / pxPerDegLat);
  const lines: GridLine[] = [];
  const west = projection.lonDeg - widthPx / 2 / pxPerDegLon;
  const east = projection.lonDeg + widthPx / 2 / pxPerDegLon;
  for (let at = Math.ceil(west / stepLon); at * stepLon <= east; at += 1) {
    const lonDeg = at * stepLon;
    lines.push({ axis: "x", atPx: widthPx / 2 + (lonDeg - projection.lonDeg) * pxPerDegLon, label: lonLabel(lonDeg) });
  }
  const south = Math.max(-90, projection.latDeg - heightPx / 2 / pxPerDegLat);
  const north = Math.min(90, projection.latDeg + heightPx / 2 / pxPerDegLat);
  for (let at = Math.ceil(south / stepLat); at * stepLat <= north; at += 1) {
    const latDeg = at * stepLat;
    lines.push({ axis: "y", atPx: heightPx / 2 - (latDeg - projection.latDeg) * pxPerDegLat, label: latLabel(latDeg) });
  }
  return { lines, spacing: null };
}

/** 30, 20, 10, 5, 2, 1, 0.5 ... degrees, not below a tenth. */
function degreeStep(maxDeg: number): number {
  if (maxDeg >= 30) return 30;
  return Math.max(0.1, niceBelow(maxDeg));
}

function lonLabel(lonDeg: number): string {
  const wrapped = ((((lonDeg + 180) % 360) + 360) % 360) - 180;
  return degrees(wrapped, wrapped < 0 ? "W" : "E");
}

function latLabel(latDeg: number): string {
  return degrees(latDeg, latDeg < 0 ? "S" : "N");
}

function degrees(value: number, letter: string): string {
  const size = Number(Math.abs(value).toFixed(1));
  return size === 0 || size === 180 ? `${size}°` : `${size}° ${letter}`;
}
