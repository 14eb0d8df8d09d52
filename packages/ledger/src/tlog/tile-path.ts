/** Names of tiles (C2SP tlog-tiles): `tile/<level>/<number>[.p/<width>]`, `tile/entries/...` for the entries themselves. */

/** Hashes or entries of a whole tile. */
export const TILE_WIDTH = 256;
/** Levels above the leaves that a size below 2^53 can have. */
const MAX_LEVEL = 6;

/** A tile: 256 hashes of one level, or 256 entries; the last one of a row may hold fewer. */
export interface Tile {
  /** 0: hashes of leaves; each level stands for 256 of the one below. `entries`: the entries themselves. */
  readonly level: number | "entries";
  /** Place in its row, from 0. */
  readonly number: number;
  /** How many it holds, 1 to 256. */
  readonly width: number;
}

/** The tile's name below the folder of the log. */
export function tilePath({ level, number, width }: Tile): string {
  return `tile/${level}/${groups(number)}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** The folder in which narrower states of a tile lie. */
export function partialFolder({ level, number }: Pick<Tile, "level" | "number">): string {
  return `tile/${level}/${groups(number)}.p`;
}

/** Reads a tile's name; `undefined` for anything else, a second spelling of a number included. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/(entries|[0-6])\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (match === null) return undefined;
  const [, level, written, partial] = match as unknown as [string, string, string, string | undefined];
  const number = Number(written.replaceAll(/[x/]/g, ""));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  if (!Number.isSafeInteger(number) || groups(number) !== written || width > TILE_WIDTH || (partial !== undefined && width === TILE_WIDTH))
    return undefined;
  return { level: level === "entries" ? level : Number(level), number, width };
}

/** How many hashes a row of tiles has in a tree of `size` leaves. */
export function rowLength(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** Number of rows with at least one hash. */
export function rowCount(size: number): number {
  let rows = 0;
  while (rows <= MAX_LEVEL && rowLength(size, rows) > 0) rows += 1;
  return rows;
}

/** The tile of a row that holds a hash, as wide as it is in a tree of `size` leaves. */
export function tileAt(size: number, level: number, number: number): Tile {
  return { level, number, width: Math.min(TILE_WIDTH, rowLength(size, level) - number * TILE_WIDTH) };
}

function groups(number: number): string {
  const digits = String(number);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const parts = padded.match(/\d{3}/g) as readonly string[];
  return parts.map((part, at) => (at < parts.length - 1 ? `x${part}` : part)).join("/");
}
