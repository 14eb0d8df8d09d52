/** Where the marks of named countries stand on a picture of the whole world, and how large they are. */
import { metresPerDegree } from "@creance/core";
import { bytesOutOf, type CountryOpinions, type NamedCountry } from "./country-opinions.ts";
import { type MapPoint, type MapProjection, projectPoint } from "./map-projection.ts";

/** The mark of one country. */
export interface CountryMark extends MapPoint {
  readonly named: NamedCountry;
  /** Radius of the disc: what databases agree on. `null`: nothing. */
  readonly agreedPx: number | null;
  /** Radius of the dashed ring around it: that, and what is disputed. `null`: nothing is disputed. */
  readonly disputedPx: number | null;
  /** The larger of the two. */
  readonly radiusPx: number;
}

/** The world is cut where it cuts least land: in the Bering Strait. */
const MIDDLE_LON_DEG = 11;
const NORTH_DEG = 82;
const SOUTH_DEG = -58;
/** A degree of latitude is drawn longer than one of longitude, as it is at 35 degrees north and south. */
const LAT_STRETCH = 1.22;
/** Marks stay this far inside the picture. */
const EDGE_PX = 12;
/** Radius of the smallest mark: what is less is drawn so too. */
export const MIN_RADIUS_PX = 5;
/** Smallest room between a disc and the ring around it. */
const RING_GAP_PX = 3.5;

/** The whole world at a width; the height follows. */
export function worldProjection(widthPx: number): MapProjection {
  const width = Math.max(1, widthPx);
  const pxPerDegLon = width / 360;
  const pxPerDegLat = pxPerDegLon * LAT_STRETCH;
  return {
    widthPx: width,
    heightPx: Math.round((NORTH_DEG - SOUTH_DEG) * pxPerDegLat),
    latDeg: (NORTH_DEG + SOUTH_DEG) / 2,
    lonDeg: MIDDLE_LON_DEG,
    pxPerDegLat,
    pxPerDegLon,
    metresPerPx: metresPerDegree(0).eastM / pxPerDegLon,
  };
}

/** Radius of the largest mark of a picture. */
export function largestRadiusPx(projection: MapProjection): number {
  return Math.max(12, Math.min(30, projection.widthPx / 28));
}

/** Radius for an amount: the area grows with it; never too small to see. */
export function radiusFor(bytesOut: number, mostBytesOut: number, largestPx: number): number {
  return mostBytesOut <= 0
    ? MIN_RADIUS_PX
    : Math.max(MIN_RADIUS_PX, largestPx * Math.sqrt(Math.min(1, Math.max(0, bytesOut) / mostBytesOut)));
}

/** The marks of all countries that have a place, largest first, so that small ones lie on top. */
export function countryMarks({ countries }: CountryOpinions, projection: MapProjection): CountryMark[] {
  const most = countries.reduce((so, named) => (named.place === null ? so : Math.max(so, bytesOutOf(named))), 0);
  const largestPx = largestRadiusPx(projection);
  const marks = countries.flatMap((named): CountryMark[] => {
    if (named.place === null) return [];
    const { xPx, yPx } = projectPoint(projection, named.place.latDeg, named.place.lonDeg);
    const agreedPx = named.agreed.conversations > 0 ? radiusFor(named.agreed.bytesOut, most, largestPx) : null;
    const disputedPx =
      named.disputed.conversations > 0
        ? Math.max(radiusFor(bytesOutOf(named), most, largestPx), agreedPx === null ? 0 : agreedPx + RING_GAP_PX)
        : null;
    return [
      {
        named,
        xPx: within(xPx, projection.widthPx),
        yPx: within(yPx, projection.heightPx),
        agreedPx,
        disputedPx,
        radiusPx: Math.max(agreedPx ?? 0, disputedPx ?? 0),
      },
    ];
  });
  return marks.sort((a, b) => b.radiusPx - a.radiusPx);
}

function within(at: number, sizePx: number): number {
  return Math.max(Math.min(EDGE_PX, sizePx / 2), Math.min(sizePx - Math.min(EDGE_PX, sizePx / 2), at));
}
