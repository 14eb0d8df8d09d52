/** A grid of heights on the map. */
import type { Issue } from "@creance/core";

/** How the grid lies on the Earth: degrees of longitude and latitude, or metres in a UTM zone. */
export type GridMap =
  | { readonly kind: "geographic" }
  | { readonly kind: "utm"; readonly zone: number; readonly hemisphere: "north" | "south" };

/** Heights by row and column. */
export interface ElevationGrid {
  readonly columns: number;
  readonly rows: number;
  /** Heights in metres, row by row from the north; NaN where unknown. */
  readonly heightsM: Float32Array;
  readonly map: GridMap;
  /** Middle of the first cell: degrees of longitude or metres east. */
  readonly firstX: number;
  /** Middle of the first cell: degrees of latitude or metres north. */
  readonly firstY: number;
  /** From one column to the next, eastwards; above 0. */
  readonly stepX: number;
  /** From one row to the next, southwards; above 0. */
  readonly stepY: number;
  readonly issues: readonly Issue[];
}
