/** What the exposure report is made of. The same shape as the API's `ExposureReport` without the request, which only the caller knows. */
import type { GroundPoint } from "@creance/flight";
import type { SiteKind } from "./site-kinds.table.ts";

/** `probably` shows it; `may`: only inside the error band. */
export type Certainty = "probably" | "may";

/** What an item is. */
export type ExposedKind = "flight" | "photo" | "clip" | "subtitle" | "file";

/** One thing that an item would reveal: a site, or what stands in its header. */
export interface ExposureRow {
  /** Id of the flight, or SHA-256 of the picture, clip or file. */
  readonly item: string;
  readonly itemKind: ExposedKind;
  readonly itemName: string | null;
  /** How: `track`, `home`, `pilot`, `cameraPosition`, `footprint`, `viewTowards`, `laserPoint`; or the kind of a `Reveal`. */
  readonly kind: string;
  readonly site: string | null;
  readonly layer: string | null;
  readonly siteKind: SiteKind | null;
  readonly certainty: Certainty;
  /** Offset in the original `sha256` of the value that says so; `null` where there is none. */
  readonly byteOffset: number | null;
  /** Outline in the picture, pixels from its upper left corner. */
  readonly region: readonly { readonly x: number; readonly y: number }[] | null;
  readonly sha256: string | null;
  /** From track, home, pilot or camera to the site; 0 inside. */
  readonly distanceM: number | null;
  /** First and last moment: milliseconds since the start of the flight or clip. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** What a header gives away. */
  readonly value: string | null;
  readonly sentence: string;
}

/** A site that is named. */
export interface ExposedSite {
  readonly site: string;
  readonly layer: string;
  readonly siteKind: SiteKind;
  readonly certainty: Certainty;
  readonly rows: number;
  readonly items: number;
  readonly position: GroundPoint;
  /** Outline for a map, simplified; of a line there and back; empty for a point. */
  readonly ring: readonly GroundPoint[];
}

/** A kind of header value with how often it occurs. */
export interface ExposedHeader {
  readonly kind: string;
  readonly label: string;
  /** Different values. */
  readonly values: number;
  readonly items: number;
  readonly sentence: string;
}

/** An item that may show anything, or more than what is judged. */
export interface UnknownItem {
  readonly item: string;
  readonly itemName: string | null;
  readonly sentence: string;
}

/** The report. */
export interface ExposureFindings {
  readonly items: { readonly flights: number; readonly photos: number; readonly clips: number; readonly files: number };
  readonly layers: readonly {
    readonly name: string;
    readonly fileName: string;
    readonly sha256: string;
    readonly sites: number;
    readonly kinds: readonly SiteKind[];
    readonly problem: string | null;
  }[];
  /** Elevation models that footprints were computed with. */
  readonly terrain: readonly string[];
  /** Most rows first. */
  readonly sites: readonly ExposedSite[];
  readonly headers: readonly ExposedHeader[];
  /** Sites first, then headers, each in the order of the items. */
  readonly rows: readonly ExposureRow[];
  readonly rowsLeftOut: number;
  readonly unknown: readonly UnknownItem[];
  readonly sentence: string;
}

/** What the report's map draws; a bounded part of what was judged. */
export interface ExposureDrawing {
  readonly tracks: readonly { readonly latDeg: readonly number[]; readonly lonDeg: readonly number[] }[];
  readonly polygons: readonly (readonly GroundPoint[])[];
  readonly bands: readonly (readonly GroundPoint[])[];
  readonly cameras: readonly GroundPoint[];
  readonly homes: readonly GroundPoint[];
  readonly pilots: readonly GroundPoint[];
}
