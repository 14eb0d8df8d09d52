/** Sites, footprints and their bands: one path a kind. */
import type { MapArea } from "./map-model.ts";
import type { MapPaint } from "./map-paint.ts";
import { type MapProjection, projectPoint } from "./map-projection.ts";
import { px } from "./svg-text.ts";

/** Points of all areas together; later ones are left out. */
const MAX_POINTS = 40_000;

const looks: { readonly [Kind in MapArea["kind"]]: (paint: MapPaint) => { readonly fill: string; readonly stroke: string } } = {
  band: (paint) => ({ fill: "", stroke: `${paint.stroke("muted")} stroke-width="1" stroke-dasharray="1 3"` }),
  footprint: (paint) => ({
    fill: `${paint.fill("line")} fill-opacity="0.08"`,
    stroke: `${paint.stroke("line")} stroke-width="1" stroke-dasharray="4 3"`,
  }),
  siteMaybe: (paint) => ({
    fill: `${paint.fill("weak")} fill-opacity="0.2"`,
    stroke: `${paint.stroke("ink")} stroke-width="1.8" stroke-dasharray="8 4"`,
  }),
  site: (paint) => ({ fill: `${paint.fill("weak")} fill-opacity="0.4"`, stroke: `${paint.stroke("ink")} stroke-width="1.8"` }),
};

/** The areas as SVG. */
export function drawAreas(projection: MapProjection, areas: readonly MapArea[], paint: MapPaint): string {
  if (areas.length === 0) return "";
  let left = MAX_POINTS;
  const parts = (["band", "footprint", "siteMaybe", "site"] as const).map((kind) => {
    const paths: string[] = [];
    for (const area of areas) {
      if (area.kind !== kind || area.ring.length < 2 || area.ring.length > left) continue;
      left -= area.ring.length;
      paths.push(`${area.ring.map((place, at) => pointOf(projection, place, at)).join("")}Z`);
    }
    if (paths.length === 0) return "";
    const { fill, stroke } = looks[kind](paint);
    const d = paths.join("");
    return `${fill === "" ? "" : `<path ${fill} d="${d}"/>`}<path ${stroke} d="${d}"/>`;
  });
  return `<g class="cm-areas" stroke-linejoin="round">${parts.join("")}</g>`;
}

function pointOf(projection: MapProjection, place: { readonly latDeg: number; readonly lonDeg: number }, at: number): string {
  const { xPx, yPx } = projectPoint(projection, place.latDeg, place.lonDeg);
  return `${at === 0 ? "M" : at === 1 ? "L" : " "}${px(xPx)} ${px(yPx)}`;
}
