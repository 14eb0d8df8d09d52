/** What the flight page draws: columns for charts and a track for the map, from the derived file, derived anew when that is missing. */
import type { FlightColumns, FlightTrack } from "@creance/api";
import { type ColumnArray, type ColumnSpec, minMaxRows, UserError } from "@creance/core";
import { trackColumns } from "@creance/flight";
import type { Vault } from "@creance/vault";
import type { ReadColumns, Warehouse } from "@creance/warehouse";
import type { ReadPool } from "./read-pool.ts";
import { knownNumber, shortFloat32 } from "./short-number.ts";

/** What the views read from. */
export interface ViewParts {
  readonly vault: Vault;
  readonly warehouse: Warehouse;
  readonly pool: ReadPool;
}

const columnSpecs: Readonly<Record<string, ColumnSpec>> = trackColumns;

/** Reads columns of a flight. A sealed flight has no rows. `UserError` when there is no such flight. */
export async function readFlightColumns(parts: ViewParts, id: string, names: readonly string[]): Promise<ReadColumns> {
  const { vault, warehouse, pool } = parts;
  const place = vault.trackPlace(id);
  if (place === undefined) {
    if (vault.flight(id) === undefined) throw noSuchFlight(id);
    return { rows: 0, columns: Object.fromEntries(names.map((name) => [name, new Float64Array(0)])) };
  }
  const derived = await warehouse.read(place, trackColumns, names);
  if (derived !== undefined) return derived;
  const job = {
    kind: "columns",
    table: "track",
    sha256: place.sha256,
    segment: place.segment,
    names,
    path: vault.originalPath(place.sha256),
    sizeBytes: vault.originalSize(place.sha256) ?? 0,
    keychain: vault.keychain(place.sha256) ?? null,
    fileName: vault.fileName(place.sha256) ?? null,
  } as const;
  const anew = await pool.run(job).catch((error: unknown) => {
    throw new UserError(
      "original-unreadable",
      "machineRefused",
      `The columns of flight ${id} are gone and could not be derived from its original (${error instanceof Error ? error.message : String(error)}). \`creance fsck\` says which files are damaged.`,
      { cause: error },
    );
  });
  return anew ?? { rows: 0, columns: Object.fromEntries(names.map((name) => [name, new Float64Array(0)])) };
}

/** Columns for charts: each series keeps its own smallest and largest values. */
export async function flightColumns(parts: ViewParts, id: string, names: readonly string[], buckets: number): Promise<FlightColumns> {
  const wanted = [...new Set(names)];
  for (const name of wanted) {
    if (!Object.hasOwn(columnSpecs, name)) {
      throw new UserError(
        "no-such-column",
        "wrongUse",
        `There is no column "${name.slice(0, 60)}". The columns are: ${Object.keys(columnSpecs).join(", ")}.`,
      );
    }
  }
  const { rows, columns } = await readFlightColumns(parts, id, [...new Set(["elapsedMs", ...wanted])]);
  const elapsedMs = columns["elapsedMs"] as ColumnArray;
  const series = wanted.map((name) => {
    const values = columns[name] as ColumnArray;
    const picked = minMaxRows(values, buckets);
    return {
      name,
      unit: (columnSpecs[name] as ColumnSpec).unit,
      elapsedMs: Array.from(picked, (row) => elapsedMs[row] as number),
      values: pick(values, picked),
    };
  });
  return { rows, series };
}

const trackNames = [
  "elapsedMs",
  "latDeg",
  "lonDeg",
  "altHomeM",
  "groundSpeedMps",
  "yawDeg",
  "uplinkPct",
  "downlinkPct",
  "satellites",
  "batteryPct",
  "weak",
] as const;

/** The track for the map and the replay. Where rows must be left out, the outermost positions, heights and speeds stay. */
export async function flightTrack(parts: ViewParts, id: string, maxRows: number): Promise<FlightTrack> {
  const { rows, columns } = await readFlightColumns(parts, id, trackNames);
  const column = (name: (typeof trackNames)[number]): ColumnArray => columns[name] as ColumnArray;
  const picked = trackRows([column("latDeg"), column("lonDeg"), column("altHomeM"), column("groundSpeedMps")], rows, maxRows);
  return {
    rows,
    row: Array.from(picked),
    elapsedMs: Array.from(picked, (row) => column("elapsedMs")[row] as number),
    latDeg: pick(column("latDeg"), picked),
    lonDeg: pick(column("lonDeg"), picked),
    altHomeM: pick(column("altHomeM"), picked),
    groundSpeedMps: pick(column("groundSpeedMps"), picked),
    yawDeg: pick(column("yawDeg"), picked),
    signalPct: pick(weaker(column("uplinkPct"), column("downlinkPct")), picked),
    satellites: pick(column("satellites"), picked),
    batteryPct: pick(column("batteryPct"), picked),
    weak: Array.from(picked, (row) => (column("weak")[row] === 1 ? 1 : 0)),
  };
}

/** The error of an id that names no flight. */
export function noSuchFlight(id: string): UserError {
  return new UserError("no-such-flight", "notFound", `There is no flight ${id.slice(0, 64)} in this vault.`);
}

/** Row indices, ascending, at most `maxRows` (but never fewer than the first and the last). */
function trackRows(series: readonly ColumnArray[], rows: number, maxRows: number): Uint32Array {
  if (rows <= maxRows) return Uint32Array.from({ length: rows }, (_, row) => row);
  const buckets = Math.max(0, Math.floor((maxRows / series.length - 2) / 2));
  if (buckets === 0) return Uint32Array.of(0, rows - 1);
  const chosen = new Uint8Array(rows);
  for (const values of series) for (const row of minMaxRows(values, buckets)) chosen[row] = 1;
  const picked: number[] = [];
  for (let row = 0; row < rows; row += 1) if (chosen[row] === 1) picked.push(row);
  return Uint32Array.from(picked);
}

/** The smaller of the two signals where both are known, else the known one. */
function weaker(a: ColumnArray, b: ColumnArray): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: a.length }, (_, row) => {
    const first = a[row] as number;
    const second = b[row] as number;
    return Number.isNaN(first) ? second : Number.isNaN(second) ? first : Math.min(first, second);
  });
}

function pick(values: ColumnArray, rows: Uint32Array): (number | null)[] {
  const short = values instanceof Float32Array ? shortFloat32 : knownNumber;
  return Array.from(rows, (row) => short(values[row] as number));
}
