/** A footprint as the map draws it. */
import type { MediaDetail } from "@creance/api";
import type { Scene, SceneLine, ScenePoint, ScenePosition, SceneShape } from "../map/scene.ts";

type Footprint = NonNullable<MediaDetail["footprint"]>;

/** Camera, line of sight, what is probably seen, what may be seen, the laser's point. Without a footprint: where the file says it was taken. */
export function footprintScene(footprint: Footprint | null, position: ScenePosition | null): Scene {
  const camera = footprint?.camera ?? position;
  const shapes: SceneShape[] = [];
  const lines: SceneLine[] = [];
  const points: ScenePoint[] = [];
  if (footprint !== null) {
    if (footprint.band.length >= 3) shapes.push({ kind: "maySee", ring: footprint.band });
    if (footprint.polygon.length >= 3) shapes.push({ kind: "seen", ring: footprint.polygon });
    if (camera !== null && footprint.centre !== null) lines.push({ kind: "sight", points: [camera, footprint.centre] });
    if (footprint.centre !== null) points.push({ kind: "centre", label: "", ...footprint.centre });
    if (footprint.laser !== null) points.push({ kind: "laser", label: "laser point", ...footprint.laser });
  }
  if (camera !== null) points.push({ kind: "camera", label: "camera", ...camera });
  return { shapes, lines, points };
}
