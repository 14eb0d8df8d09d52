/** A scene drawn over the SVG map: what people without WebGL see, and what paper shows. */
import { type MapProjection, projectPoint } from "@creance/report";
import type { Scene, ScenePosition } from "./scene.ts";
import styles from "./scene-map.module.css";

/** Outlines, lines and points in the map's projection. */
export function SceneOverlay({ scene, projection }: { readonly scene: Scene; readonly projection: MapProjection }) {
  const at = ({ latDeg, lonDeg }: ScenePosition): string => {
    const { xPx, yPx } = projectPoint(projection, latDeg, lonDeg);
    return `${xPx.toFixed(1)} ${yPx.toFixed(1)}`;
  };
  const path = (points: readonly ScenePosition[]): string => `M${points.map(at).join("L")}`;
  const labelled = readableLabels(scene, projection);
  return (
    <svg className={`creance-map ${styles["overlay"]}`} width={projection.widthPx} height={projection.heightPx} aria-hidden="true">
      {scene.shapes
        .filter(({ ring }) => ring.length >= 3)
        .map((shape, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: drawn whole each time
          <path key={index} d={`${path(shape.ring)}Z`} data-kind={shape.kind} data-chosen={shape.chosen === true} />
        ))}
      {scene.lines
        .filter(({ points }) => points.length >= 2)
        .map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: drawn whole each time
          <path key={index} d={path(line.points)} data-kind={line.kind} />
        ))}
      {scene.points.map((point, index) => {
        const { xPx, yPx } = projectPoint(projection, point.latDeg, point.lonDeg);
        return (
          <g
            // biome-ignore lint/suspicious/noArrayIndexKey: drawn whole each time
            key={index}
            transform={`translate(${xPx.toFixed(1)} ${yPx.toFixed(1)})`}
            data-kind={point.kind}
            data-chosen={point.chosen === true}
          >
            <circle r={point.kind === "centre" ? 3.5 : 6} />
            {labelled.has(index) && (
              <text x="10" y="4">
                {point.label}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Rough size of a label, for keeping them apart. */
const LETTER_PX = 7;
const LINE_PX = 15;

/** Which points show their words: the first ones, and those that do not lie over others. */
function readableLabels(scene: Scene, projection: MapProjection): ReadonlySet<number> {
  const shown = new Map<number, { readonly xPx: number; readonly yPx: number; readonly widthPx: number }>();
  scene.points.forEach(({ label, latDeg, lonDeg }, index) => {
    if (label === "") return;
    const { xPx, yPx } = projectPoint(projection, latDeg, lonDeg);
    const widthPx = 12 + label.length * LETTER_PX;
    const free = [...shown.values()].every(
      (other) => Math.abs(other.yPx - yPx) >= LINE_PX || other.xPx > xPx + widthPx || xPx > other.xPx + other.widthPx,
    );
    if (free) shown.set(index, { xPx, yPx, widthPx });
  });
  return new Set(shown.keys());
}
