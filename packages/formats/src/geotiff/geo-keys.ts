/** What the GeoTIFF keys say: projection, units, and whether a value stands for a cell or a point (docs/formats/geotiff.md). */
import { FormatError } from "@creance/core";
import type { GridMap } from "./elevation-grid.ts";
import { type GeoTiffErrorCode, geoTiffErrors } from "./errors.table.ts";

/** The keys as far as an elevation model needs them. */
export interface GeoKeys {
  readonly map: GridMap;
  readonly raster: "area" | "point";
  /** Metres of one unit of height. */
  readonly heightUnitM: number;
  /** Name of a datum that was taken for WGS 84; `null` for WGS 84 itself. */
  readonly nearDatum: string | null;
}

const MODEL_TYPE = 1024;
const RASTER_TYPE = 1025;
const GEOGRAPHIC_TYPE = 2048;
const ANGULAR_UNITS = 2054;
const PROJECTED_TYPE = 3072;
const LINEAR_UNITS = 3076;
const VERTICAL_UNITS = 4099;

/** Geographic systems that differ from WGS 84 by no more than 2 m. */
const GEOGRAPHIC: Readonly<Record<number, string | null>> = { 4326: null, 4258: "ETRS89", 4269: "NAD83" };
/** UTM zones by EPSG code: first code, lowest and highest zone. */
const UTM: readonly { base: number; from: number; to: number; hemisphere: "north" | "south"; datum: string | null }[] = [
  { base: 32600, from: 1, to: 60, hemisphere: "north", datum: null },
  { base: 32700, from: 1, to: 60, hemisphere: "south", datum: null },
  { base: 25800, from: 28, to: 38, hemisphere: "north", datum: "ETRS89" },
  { base: 26900, from: 1, to: 23, hemisphere: "north", datum: "NAD83" },
];
const HEIGHT_UNITS: Readonly<Record<number, number>> = { 9001: 1, 9002: 0.3048, 9003: 1200 / 3937 };

/** Reads the key directory (tag 34735). Throws a `FormatError` for what is not read. `offset` is where the directory stands. */
export function readGeoKeys(numbers: readonly number[], offset: number): GeoKeys {
  const keys = new Map<number, number>();
  const count = Math.min(numbers[3] ?? 0, 1000);
  for (let index = 1; index <= count; index += 1) {
    const [id, location, , value] = numbers.slice(index * 4, index * 4 + 4);
    // Numbers that stand elsewhere (34736) are parameters of projections that are not read.
    if (id !== undefined && location === 0 && value !== undefined) keys.set(id, value);
  }
  const fail = (code: GeoTiffErrorCode, name: string): FormatError => geoTiffError(code, offset, name);
  const { map, datum } = mapOf(keys, fail);
  const angular = keys.get(ANGULAR_UNITS) ?? 9102;
  if (map.kind === "geographic" && angular !== 9102) throw fail("geotiff-other-unit", `EPSG ${angular}`);
  const linear = keys.get(LINEAR_UNITS) ?? 9001;
  if (map.kind === "utm" && linear !== 9001) throw fail("geotiff-other-unit", `EPSG ${linear}`);
  const vertical = keys.get(VERTICAL_UNITS) ?? 9001;
  const heightUnitM = HEIGHT_UNITS[vertical];
  if (heightUnitM === undefined) throw fail("geotiff-other-unit", `EPSG ${vertical}`);
  return { map, raster: keys.get(RASTER_TYPE) === 2 ? "point" : "area", heightUnitM, nearDatum: datum };
}

/** An error from the table, its name filled in. */
export function geoTiffError(code: GeoTiffErrorCode, offset: number, name = ""): FormatError {
  return new FormatError(
    code,
    { format: "geotiff", offset },
    geoTiffErrors[code].replace("{name}", () => name),
  );
}

function mapOf(
  keys: ReadonlyMap<number, number>,
  fail: (code: GeoTiffErrorCode, name: string) => FormatError,
): { readonly map: GridMap; readonly datum: string | null } {
  const model = keys.get(MODEL_TYPE);
  if (model === 2) {
    const code = keys.get(GEOGRAPHIC_TYPE) ?? 0;
    const datum = GEOGRAPHIC[code];
    if (datum === undefined) throw fail("geotiff-other-projection", `EPSG ${code}`);
    return { map: { kind: "geographic" }, datum };
  }
  if (model !== 1) throw fail("geotiff-other-projection", `model type ${model ?? "not stated"}`);
  const code = keys.get(PROJECTED_TYPE) ?? 0;
  for (const { base, from, to, hemisphere, datum } of UTM) {
    if (code >= base + from && code <= base + to) return { map: { kind: "utm", zone: code - base, hemisphere }, datum };
  }
  throw fail("geotiff-other-projection", `EPSG ${code}`);
}
