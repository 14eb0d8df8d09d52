/** Thousands of flights on one map: what lies close together in the picture becomes one dot with a number. */
import type { MapDot } from "./map-model.ts";
import { type MapProjection, projectPoint } from "./map-projection.ts";

/** One dot of the picture. */
export interface DotCluster {
  readonly xPx: number;
  readonly yPx: number;
  readonly radiusPx: number;
  /** Ids in the order given. */
  readonly ids: readonly string[];
}

/** Side of the square in which dots are joined. */
const CELL_PX = 44;
const MAX_RADIUS_PX = 18;

/**
 * Joins dots that share a cell of the picture. Each cluster stands at the mean of its dots; dots at unknown positions or outside of
 * the picture are left out. Order: as the first dot of each was given. Cost: one pass.
 */
export function clusterDots(projection: MapProjection, dots: readonly MapDot[]): DotCluster[] {
  const cells = new Map<string, { sumX: number; sumY: number; ids: string[] }>();
  for (const dot of dots) {
    const { xPx, yPx } = projectPoint(projection, dot.latDeg, dot.lonDeg);
    if (!(xPx >= 0 && xPx <= projection.widthPx && yPx >= 0 && yPx <= projection.heightPx)) continue;
    const name = `${Math.floor(xPx / CELL_PX)}:${Math.floor(yPx / CELL_PX)}`;
    const cell = cells.get(name);
    if (cell === undefined) cells.set(name, { sumX: xPx, sumY: yPx, ids: [dot.id] });
    else {
      cell.sumX += xPx;
      cell.sumY += yPx;
      cell.ids.push(dot.id);
    }
  }
  return [...cells.values()].map(({ sumX, sumY, ids }) => ({
    xPx: sumX / ids.length,
    yPx: sumY / ids.length,
    radiusPx: ids.length === 1 ? 5 : Math.min(MAX_RADIUS_PX, 7 + 1.6 * Math.log2(ids.length)),
    ids,
  }));
}
