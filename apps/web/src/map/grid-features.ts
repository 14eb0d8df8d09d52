/** A metric grid around a site, so that distances can be read where the base map has nothing to show. */
import { fromLocal, toLocal } from "@creance/core";

/** A box, degrees. */
export interface Box {
  readonly southDeg: number;
  readonly westDeg: number;
  readonly northDeg: number;
  readonly eastDeg: number;
}

/** Lines of the grid and how far apart they are. */
export interface MetricGrid {
  readonly stepM: number;
  readonly lines: readonly [number, number][][];
}

const MOST_SPAN_M = 20_000;

/** A grid of 1, 2 or 5 times ten metres that reaches three times as far as the box; `null` for boxes beyond 20 km. */
export function metricGrid(box: Box): MetricGrid | null {
  const corner = toLocal(box.southDeg, box.westDeg, box.northDeg, box.eastDeg);
  const spanM = Math.max(60, corner.eastM, corner.northM);
  if (!(spanM <= MOST_SPAN_M)) return null;
  const stepM = niceStep(spanM / 6);
  const reach = Math.ceil((spanM * 1.5) / stepM);
  const middle = { latDeg: (box.southDeg + box.northDeg) / 2, lonDeg: box.westDeg + (box.eastDeg - box.westDeg) / 2 };
  const at = (eastM: number, northM: number): [number, number] => {
    const place = fromLocal(middle.latDeg, middle.lonDeg, { eastM, northM });
    return [place.lonDeg, place.latDeg];
  };
  const lines: [number, number][][] = [];
  for (let line = -reach; line <= reach; line += 1) {
    lines.push([at(line * stepM, -reach * stepM), at(line * stepM, reach * stepM)]);
    lines.push([at(-reach * stepM, line * stepM), at(reach * stepM, line * stepM)]);
  }
  return { stepM, lines };
}

function niceStep(wantedM: number): number {
  const ten = 10 ** Math.floor(Math.log10(wantedM));
  return ([1, 2, 5].find((factor) => factor * ten >= wantedM) ?? 10) * ten;
}
