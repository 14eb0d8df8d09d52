/** Reads one telemetry sample into a row by the paths of its protocol: only the branches that lead to a value are walked. */
import { isPlausibleEpochUs, isPlausiblePosition } from "@creance/core";
import { ProtoReader, packedVarints } from "../protobuf/index.ts";
import { djmdColumns } from "./djmd-columns.table.ts";
import type { DjmdPath, DjmdProtocol } from "./djmd-protocols.table.ts";

type ColumnName = keyof typeof djmdColumns;

/** Names of the columns in the order of a row. */
export const djmdColumnNames = Object.keys(djmdColumns) as readonly ColumnName[];

/** Place of each column in a row. */
export const djmdColumn = Object.fromEntries(djmdColumnNames.map((name, index) => [name, index])) as Readonly<Record<ColumnName, number>>;

interface Branch {
  readonly branches: Map<number, Branch>;
  readonly leaves: Map<number, DjmdPath>;
  /** Columns that are 0 when this message is there and says nothing of them. */
  readonly zeros: number[];
}

/** What became of a sample. */
export interface DecodedSample {
  /** True when it ends inside a field or holds what no message holds. */
  isDamaged: boolean;
  /** A position message of 0,0. */
  isNoFix: boolean;
}

const utf8 = new TextDecoder("utf-8");

/** Decodes samples of one protocol. */
export class DjmdDecoder {
  readonly #root: Branch = newBranch();
  readonly #isAlwaysDegrees: boolean;
  readonly #checksPlausible: boolean;
  readonly #result: DecodedSample = { isDamaged: false, isNoFix: false };
  #lastUtcText = "";
  #lastUtcUs = Number.NaN;

  /** `trusted`: the protocol is the film's own; otherwise only plausible values are taken. */
  constructor(protocol: DjmdProtocol, trust: "trusted" | "plausibleOnly") {
    this.#isAlwaysDegrees = protocol.isAlwaysDegrees === true;
    this.#checksPlausible = trust === "plausibleOnly";
    for (const path of protocol.paths) this.#plant(path);
  }

  /** Reads a sample into `row` (NaN before), whose first byte is at `offset` of the file. The result is used again by the next call. */
  read(bytes: Uint8Array, offset: number, row: Float64Array): DecodedSample {
    this.#result.isDamaged = false;
    this.#result.isNoFix = false;
    this.#walk(new ProtoReader(bytes), this.#root, offset, row);
    return this.#result;
  }

  #plant(path: DjmdPath): void {
    const fields = path.path.split("-").map(Number);
    let branch = this.#root;
    for (const field of fields.slice(0, -1)) {
      const next = branch.branches.get(field) ?? newBranch();
      branch.branches.set(field, next);
      branch = next;
    }
    branch.leaves.set(fields.at(-1) as number, path);
    if (path.zeroWhenAbsent === true && !this.#checksPlausible) branch.zeros.push(djmdColumn[path.column]);
  }

  /** Goes no deeper than the paths do. */
  #walk(reader: ProtoReader, branch: Branch, offset: number, row: Float64Array): void {
    while (reader.next()) {
      const leaf = branch.leaves.get(reader.field);
      if (leaf !== undefined) this.#take(reader, leaf, offset, row);
      const next = branch.branches.get(reader.field);
      if (next !== undefined && reader.wire === 2) this.#walk(new ProtoReader(reader.bytes, reader.start, reader.end), next, offset, row);
    }
    for (const column of branch.zeros) if (Number.isNaN(row[column] as number)) row[column] = 0;
    if (reader.isDamaged) this.#result.isDamaged = true;
  }

  #take(reader: ProtoReader, leaf: DjmdPath, offset: number, row: Float64Array): void {
    if (leaf.as === "place") {
      if (reader.wire === 2) this.#place(reader, offset, row);
      return;
    }
    const value = this.#valueOf(reader, leaf) * (leaf.scale ?? 1);
    if (!Number.isFinite(value)) return;
    const [low, high] = leaf.plausible ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    if (this.#checksPlausible && (value < low || value > high)) return;
    row[djmdColumn[leaf.column]] = value;
  }

  #valueOf(reader: ProtoReader, leaf: DjmdPath): number {
    if (leaf.as === "int") return reader.signed();
    if (leaf.as === "float") return reader.float();
    if (leaf.as === "utc") return this.#utc(reader);
    if (reader.wire !== 2) return reader.float();
    const [above = Number.NaN, below = Number.NaN] = packedVarints(reader.bytes, reader.start, reader.end, 2) ?? [];
    return above / below;
  }

  #utc(reader: ProtoReader): number {
    if (reader.wire !== 2 || reader.end - reader.start > 40) return Number.NaN;
    const text = utf8.decode(reader.bytes.subarray(reader.start, reader.end));
    if (text !== this.#lastUtcText) {
      this.#lastUtcText = text;
      this.#lastUtcUs = utcOf(text);
    }
    return this.#lastUtcUs;
  }

  #place(reader: ProtoReader, offset: number, row: Float64Array): void {
    const inner = new ProtoReader(reader.bytes, reader.start, reader.end);
    let unit = 0;
    let lat = 0;
    let lon = 0;
    let latAt = -1;
    let doubles = 0;
    while (inner.next()) {
      if (inner.field === 1 && inner.wire === 0) unit = inner.unsigned();
      else if (inner.field === 2 && inner.wire === 1) {
        lat = inner.float();
        latAt = inner.start;
        doubles += 1;
      } else if (inner.field === 3 && inner.wire === 1) {
        lon = inner.float();
        doubles += 1;
      }
    }
    if (inner.isDamaged) {
      this.#result.isDamaged = true;
      return;
    }
    if (this.#checksPlausible && doubles < 2) return;
    const scale = this.#isAlwaysDegrees || unit === 1 ? 1 : 180 / Math.PI;
    const latDeg = lat * scale;
    const lonDeg = lon * scale;
    if (Math.abs(latDeg) < 1e-6 && Math.abs(lonDeg) < 1e-6) {
      this.#result.isNoFix = true;
      return;
    }
    if (!isPlausiblePosition(latDeg, lonDeg) || unit > 1) return;
    row[djmdColumn.latDeg] = latDeg;
    row[djmdColumn.lonDeg] = lonDeg;
    if (latAt >= 0) row[djmdColumn.latByteOffset] = offset + latAt;
  }
}

function newBranch(): Branch {
  return { branches: new Map(), leaves: new Map(), zeros: [] };
}

const UTC = /^(\d{4})[-:./](\d{2})[-:./](\d{2})[ T](\d{2}):(\d{2}):(\d{2})(\.\d{1,6})?Z?$/;

/** Microseconds since 1970 of a text such as `2026-05-01 10:11:12.500`; NaN for any other. */
function utcOf(text: string): number {
  const match = UTC.exec(text.trim());
  if (match === null) return Number.NaN;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const timeUs = Date.UTC(year, month - 1, day, hour, minute, second) * 1000 + Math.round(Number(match[7] ?? 0) * 1e6);
  const isReal = month >= 1 && month <= 12 && new Date(timeUs / 1000).getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal && isPlausibleEpochUs(timeUs) ? timeUs : Number.NaN;
}
