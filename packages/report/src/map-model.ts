/** What the one SVG map is told: places, values and words. Unknown is NaN, `null` or `undefined`. */
import type { UnitSystem } from "@creance/core";

/** Numbers in rows; unknown is NaN, `null` or `undefined`. */
export type MapNumbers = ArrayLike<number | null | undefined>;

/** A position, WGS-84 degrees. */
export interface MapPosition {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** What a track is coloured by. */
export interface MapValue {
  /** One number a row. */
  readonly values: MapNumbers;
  /** Name for the legend: `Height above home`. */
  readonly label: string;
  /** Unit as printed in the legend; the values are already in it. */
  readonly unit: string;
  /** Lowest and highest of the ramp; by default the lowest and highest value. */
  readonly range?: readonly [number, number];
}

/** The path of one flight. */
export interface MapTrack {
  readonly latDeg: MapNumbers;
  readonly lonDeg: MapNumbers;
  readonly value?: MapValue;
  /** 1 in a weak stretch: drawn dashed on a shaded band. */
  readonly weak?: MapNumbers;
}

/** Kinds of markers; each has its own shape, so that colour is never alone. */
export type MapMarkerKind = "home" | "pilot" | "start" | "end" | "photo" | "warning" | "site";

/** One place with a name. */
export interface MapMarker extends MapPosition {
  readonly kind: MapMarkerKind;
  /** Words beside it; empty for none. */
  readonly label: string;
  /** Draws a circle of this radius. */
  readonly accuracyM?: number | null;
}

/**
 * A stretch of ground. Each kind has its own stroke, so that colour is never alone: `site` solid, `siteMaybe` dashed, `footprint` finely dashed (it is
 * estimated), `band` dotted.
 */
export interface MapArea {
  readonly kind: "site" | "siteMaybe" | "footprint" | "band";
  readonly ring: readonly MapPosition[];
}

/** One of many flights on an overview. */
export interface MapDot extends MapPosition {
  /** Goes into `data-ids`. */
  readonly id: string;
}

/** A line of the land for orientation: a coast or a border. It never decides what part of the world is shown. */
export interface MapOutline {
  readonly kind: "coast" | "border";
  readonly latDeg: MapNumbers;
  readonly lonDeg: MapNumbers;
}

/** Everything on the map. */
export interface MapModel {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Read by screen readers as the map's name. */
  readonly title: string;
  /** Read by screen readers: what the map shows, in a sentence or two. */
  readonly description: string;
  readonly units: UnitSystem;
  readonly tracks?: readonly MapTrack[];
  readonly markers?: readonly MapMarker[];
  readonly dots?: readonly MapDot[];
  readonly outlines?: readonly MapOutline[];
  /** Drawn under the tracks, in this order of kinds: bands, footprints, sites. They do not decide what part of the world is shown. */
  readonly areas?: readonly MapArea[];
  /** Line at the bottom right. */
  readonly attribution?: string;
  /** Static colours for viewers without our style sheet. Default `light`. */
  readonly theme?: MapTheme;
  /** Start of the ids inside the picture, for pages with several maps. Default `map`. */
  readonly idPrefix?: string;
}

/** Colour themes. */
export type MapTheme = "light" | "dark";
