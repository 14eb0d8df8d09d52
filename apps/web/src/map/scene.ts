/** What a map of pictures shows: outlines on the ground, lines, points. Plain data, drawn by the SVG map and by the map library alike. */

/** A position, WGS-84 degrees. */
export interface ScenePosition {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** What an outline means: probably seen, may be seen, a sensitive site. */
export type SceneShapeKind = "seen" | "maySee" | "site";

/** An outline; the ring is not closed. */
export interface SceneShape {
  readonly kind: SceneShapeKind;
  readonly ring: readonly ScenePosition[];
  /** Stands out from the others of its kind. */
  readonly chosen?: boolean;
  /** Told when it is clicked. */
  readonly id?: string;
}

/** A line: a flight's path, or the direction of view. */
export interface SceneLine {
  readonly kind: "track" | "sight";
  readonly points: readonly ScenePosition[];
}

/** What a point means. */
export type ScenePointKind = "camera" | "centre" | "laser" | "place" | "site" | "home";

/** A point with words beside it. */
export interface ScenePoint extends ScenePosition {
  readonly kind: ScenePointKind;
  /** Empty for none. */
  readonly label: string;
  readonly chosen?: boolean;
  readonly id?: string;
}

/** Everything on the map. */
export interface Scene {
  readonly shapes: readonly SceneShape[];
  readonly lines: readonly SceneLine[];
  readonly points: readonly ScenePoint[];
}

/** Every position of a scene. */
export function scenePositions(scene: Scene): ScenePosition[] {
  return [...scene.shapes.flatMap(({ ring }) => ring), ...scene.lines.flatMap(({ points }) => points), ...scene.points];
}
