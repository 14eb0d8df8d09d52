/** Regions of a picture as they stand in an address: `x,y;x,y;x,y`, pixels from the upper left corner. */

/** A point of a picture. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** Most corners that are kept. */
const MOST_CORNERS = 400;

/** The corners an address means; empty for anything that is no region. */
export function parseRegion(text: string | undefined): readonly PicturePoint[] {
  if (text === undefined) return [];
  const corners = text
    .split(";")
    .slice(0, MOST_CORNERS)
    .map((corner) => {
      const [x, y, more] = corner.split(",").map(Number);
      return more !== undefined || x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y) ? null : { x, y };
    });
  return corners.some((corner) => corner === null) ? [] : (corners as PicturePoint[]);
}

/** A region for an address, in whole pixels. */
export function regionText(region: readonly PicturePoint[]): string {
  return region
    .slice(0, MOST_CORNERS)
    .map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`)
    .join(";");
}
