/** Markers with their words, and the dots of an overview. */
import { xmlText } from "@creance/core";
import { clusterDots } from "./cluster-dots.ts";
import type { MapDot, MapMarker, MapMarkerKind } from "./map-model.ts";
import type { MapPaint } from "./map-paint.ts";
import { type MapProjection, projectPoint } from "./map-projection.ts";
import { type PictureBox, placeLabels } from "./place-labels.ts";
import { px } from "./svg-text.ts";

/** Ids that a dot names; the rest is only counted. */
const MAX_IDS = 100;

/** A shape for each kind, around 0,0. */
const shapes: { readonly [Kind in MapMarkerKind]: (paint: MapPaint) => string } = {
  home: (paint) => `<circle r="8.5" ${paint.fill("halo")}/><circle r="6" ${paint.stroke("home")} stroke-width="2.2"/>`,
  pilot: (paint) => `<circle r="6.5" ${paint.fill("halo")}/><circle r="4.6" ${paint.fill("pilot")}/>`,
  start: (paint) => `<path d="M0-8.5L8 6H-8Z" ${paint.fill("halo")}/><path d="M0-5.5L5.2 4H-5.2Z" ${paint.fill("start")}/>`,
  end: (paint) => `<path d="M-6.5-6.5H6.5V6.5H-6.5Z" ${paint.fill("halo")}/><path d="M-4.2-4.2H4.2V4.2H-4.2Z" ${paint.fill("ink")}/>`,
  photo: (paint) =>
    `<path d="M0-5.5L5.5 0L0 5.5L-5.5 0Z" ${paint.fill("halo")}/><path d="M0-3.4L3.4 0L0 3.4L-3.4 0Z" ${paint.fill("line")}/>`,
  site: (paint) =>
    `<path d="M-4-4L4 4M4-4L-4 4" ${paint.stroke("halo")} stroke-width="5"/><path d="M-4-4L4 4M4-4L-4 4" ${paint.stroke("ink")} stroke-width="2"/>`,
  warning: (paint) =>
    `<path d="M0-9L9 7H-9Z" ${paint.fill("halo")}/><path d="M0-6.4L6.4 5H-6.4Z" ${paint.fill("warning")}/><path d="M0-2.6V1.4M0 3.2V3.6" ${paint.stroke("halo")} stroke-width="1.5"/>`,
};

/** The markers, the last on top, with as many of their words as there is room for outside of the reserved boxes. */
export function drawMarkers(
  projection: MapProjection,
  markers: readonly MapMarker[],
  { paint, reserved }: { readonly paint: MapPaint; readonly reserved: readonly PictureBox[] },
): string {
  const placed = markers
    .map((marker) => ({ marker, ...projectPoint(projection, marker.latDeg, marker.lonDeg) }))
    .filter(({ xPx, yPx }) => xPx >= 0 && xPx <= projection.widthPx && yPx >= 0 && yPx <= projection.heightPx);
  const labels = placeLabels(
    placed.map(({ marker, xPx, yPx }) => ({ text: marker.label, xPx, yPx })),
    { left: 2, top: 2, right: projection.widthPx - 2, bottom: projection.heightPx - 2 },
    reserved,
  );
  const circles = placed.map(({ marker, xPx, yPx }) => {
    const radiusPx = (marker.accuracyM ?? 0) / projection.metresPerPx;
    if (!(radiusPx > 7)) return "";
    return `<circle cx="${px(xPx)}" cy="${px(yPx)}" r="${px(radiusPx)}" ${paint.fill("pilot")} fill-opacity="0.12"/>`;
  });
  const shapesSvg = placed.map(
    ({ marker, xPx, yPx }) =>
      `<g class="cm-marker" data-kind="${marker.kind}" transform="translate(${px(xPx)} ${px(yPx)})">${shapes[marker.kind](paint)}</g>`,
  );
  const words = labels.map((label, at) => {
    if (label === null) return "";
    const text = xmlText(placed[at]?.marker.label ?? "");
    return `<text x="${px(label.xPx)}" y="${px(label.yPx)}" text-anchor="${label.anchor}" ${paint.words("ink")}>${text}</text>`;
  });
  return [...circles, ...shapesSvg, ...words].join("");
}

/** The dots of an overview; each names the flights it stands for in `data-ids` (the first hundred) and `data-count`. */
export function drawDots(projection: MapProjection, dots: readonly MapDot[], paint: MapPaint): string {
  return clusterDots(projection, dots)
    .map(({ xPx, yPx, radiusPx, ids }) => {
      const names = xmlText(ids.slice(0, MAX_IDS).join(" "));
      const count = ids.length > 1 ? `<text y="4" text-anchor="middle" font-size="11" ${paint.fill("dotText")}>${ids.length}</text>` : "";
      return (
        `<g class="cm-dot" data-count="${ids.length}" data-ids="${names}" transform="translate(${px(xPx)} ${px(yPx)})">` +
        `<circle r="${px(radiusPx + 1.5)}" ${paint.fill("halo")}/><circle r="${px(radiusPx)}" ${paint.fill("dot")}/>${count}</g>`
      );
    })
    .join("");
}
