/** Reads the `djmd` track of a film (docs/formats/dji-telemetry.md). `dbgi`, its debug track, is only named. */
import { type ByteSource, concatRows, type Issue, newColumns, sliceRows } from "@creance/core";
import type { MetadataField } from "../metadata-field.ts";
import { type MovieTrack, readSamples } from "../mp4/index.ts";
import { ProtoReader, protoLeaves } from "../protobuf/index.ts";
import { type DjmdSamples, djmdColumns } from "./djmd-columns.table.ts";
import { DjmdDecoder, djmdColumn, djmdColumnNames } from "./djmd-decoder.ts";
import { djmdFamilies, djmdProtocols } from "./djmd-protocols.table.ts";
import { type DjmdErrorCode, djmdErrors } from "./errors.table.ts";

const BATCH_ROWS = 4096;
const MAX_SAMPLES = 500_000;
const RESCUE_BYTES = 65_536;
const MAX_FIELDS = 500;
const MAX_VALUE_CHARS = 1000;

/** Telemetry of a film. */
export interface DjiTelemetry {
  /** Name of the protocol as the film writes it, e.g. `dvtm_wm265e.proto`; `null` when it names none. */
  readonly protocol: string | null;
  /** Aircraft or camera that the protocol belongs to, by the table; `null` when it is not in the table. */
  readonly aircraft: string | null;
  readonly samples: DjmdSamples;
  /** Texts and numbers of the first sample's head (fields 1 and 2), the serial number among them. */
  readonly fields: readonly MetadataField[];
  readonly serialNumber: string | null;
  readonly model: string | null;
  readonly issues: readonly Issue[];
  readonly isDamaged: boolean;
}

/** Reads all samples of a track. Memory: a batch of samples and the rows; `maxSamples` bounds them (default 500,000). */
export async function readDjiTelemetry(
  source: ByteSource,
  track: MovieTrack,
  options: { readonly maxSamples?: number } = {},
): Promise<DjiTelemetry> {
  const maxSamples = options.maxSamples ?? MAX_SAMPLES;
  const collector = new TelemetryRows();
  let read = 0;
  for await (const batch of readSamples(source, track, { maxSamples })) {
    read += batch.length;
    for (const { bytes, byteOffset, startMs, isCut } of batch) collector.add(bytes, byteOffset, startMs, isCut ? "cut" : "whole");
  }
  if (track.samples.count > maxSamples || (track.samples.count > read && track.samples.isWhole))
    collector.note("djmd-too-many", collector.lastOffset);
  return collector.finish();
}

/**
 * Looks for the first telemetry sample at the beginning of the media data, where cameras write it: for a film whose table of contents was
 * never written. `null` when there is none.
 */
export async function rescueDjiTelemetry(source: ByteSource, start: number): Promise<DjiTelemetry | null> {
  const bytes = await source.read(start, Math.min(source.size, start + RESCUE_BYTES));
  const reader = new ProtoReader(bytes);
  let end = 0;
  let last = 0;
  while (reader.next() && reader.wire === 2 && reader.field > last && reader.field <= 3) {
    last = reader.field;
    end = reader.end;
  }
  const sample = bytes.subarray(0, end);
  if (last < 3 || protocolOf(headOf(sample)) === null) return null;
  const collector = new TelemetryRows();
  collector.add(sample, start, 0, "whole");
  collector.note("djmd-rescued", start);
  return collector.finish();
}

type HeadLeaf = ReturnType<typeof protoLeaves>[number];

/** Fields 1 and 2 of a sample: what names the protocol and the machines. */
function headOf(sample: Uint8Array): readonly HeadLeaf[] {
  return protoLeaves(sample).filter(({ path }) => path.startsWith("1-") || path.startsWith("2-"));
}

function protocolOf(head: readonly HeadLeaf[]): HeadLeaf | null {
  return head.find(({ kind, value }) => kind === "text" && value.endsWith(".proto")) ?? null;
}

/** Names of head fields as ExifTool documents them. */
const HEAD_NAMES: Readonly<Record<string, string>> = {
  "1-1-5": "serial_number",
  "1-1-10": "model",
  "2-2-3-1": "serial_number_2",
};

class TelemetryRows {
  readonly #parts: DjmdSamples[] = [];
  #batch = newColumns(djmdColumns, BATCH_ROWS);
  #arrays = djmdColumnNames.map((name) => this.#batch[name]);
  #rows = 0;
  #total = 0;
  #places = 0;
  readonly #row = new Float64Array(djmdColumnNames.length);
  #decoder: DjmdDecoder | null = null;
  #head: readonly HeadLeaf[] = [];
  #headOffset = 0;
  #protocol: string | null = null;
  #aircraft: string | null = null;
  readonly #found = new Map<DjmdErrorCode, { offset: number; count: number }>();
  lastOffset = 0;

  add(bytes: Uint8Array, offset: number, startMs: number, state: "whole" | "cut"): void {
    this.#decoder ??= this.#begin(bytes, offset);
    const row = this.#row;
    row.fill(Number.NaN);
    const decoded = this.#decoder.read(bytes, offset, row);
    row[djmdColumn.byteOffset] = offset;
    row[djmdColumn.startMs] = startMs;
    if (decoded.isDamaged || state === "cut") this.note("djmd-bad-sample", offset);
    if (decoded.isNoFix) this.note("djmd-no-fix", offset);
    if (!Number.isNaN(row[djmdColumn.latDeg] as number)) this.#places += 1;
    this.lastOffset = offset;
    for (let index = 0; index < row.length; index += 1) (this.#arrays[index] as Float64Array)[this.#rows] = row[index] as number;
    this.#rows += 1;
    this.#total += 1;
    if (this.#rows === BATCH_ROWS) this.#endBatch();
  }

  note(code: DjmdErrorCode, offset: number): void {
    const found = this.#found.get(code);
    if (found === undefined) this.#found.set(code, { offset, count: 1 });
    else found.count += 1;
  }

  finish(): DjiTelemetry {
    if (this.#rows > 0) this.#endBatch();
    if (this.#total > 0 && this.#places === 0) this.#found.set("djmd-no-place", { offset: this.#headOffset, count: this.#total });
    const issues = [...this.#found].map(([code, { offset, count }]) => ({
      code,
      offset,
      field: "djmd",
      sentence: djmdErrors[code].replace("{n}", String(count)).replace("{name}", () => (this.#protocol ?? "").slice(0, 80)),
    }));
    const text = (path: string): string | null => this.#head.find((leaf) => leaf.path === path && leaf.kind === "text")?.value ?? null;
    return {
      protocol: this.#protocol,
      aircraft: this.#aircraft,
      samples: concatRows(djmdColumns, this.#parts),
      fields: this.#head.slice(0, MAX_FIELDS).map(({ path, value, start, end }) => ({
        group: "telemetry",
        name: HEAD_NAMES[path] === undefined ? path : `${path} ${HEAD_NAMES[path]}`,
        value: value.slice(0, MAX_VALUE_CHARS),
        byteOffset: this.#headOffset + start,
        lengthBytes: end - start,
      })),
      serialNumber: text("1-1-5"),
      model: text("1-1-10"),
      issues,
      isDamaged: this.#found.has("djmd-bad-sample") || this.#found.has("djmd-rescued"),
    };
  }

  /** The first sample names the protocol; without a known one the family whose place reads as a place is taken. */
  #begin(bytes: Uint8Array, offset: number): DjmdDecoder {
    this.#head = headOf(bytes);
    this.#headOffset = offset;
    this.#protocol = protocolOf(this.#head)?.value ?? null;
    const name = this.#protocol?.replace(/\.proto$/, "");
    const known = djmdProtocols.find((protocol) => protocol.name === name);
    if (known !== undefined) {
      this.#aircraft = known.aircraft;
      return new DjmdDecoder(known, "trusted");
    }
    this.note(this.#protocol === null ? "djmd-no-protocol" : "djmd-unknown-protocol", offset);
    for (const family of djmdFamilies) {
      const decoder = new DjmdDecoder(family, "plausibleOnly");
      const row = new Float64Array(djmdColumnNames.length).fill(Number.NaN);
      const { isNoFix } = decoder.read(bytes, offset, row);
      if (isNoFix || !Number.isNaN(row[djmdColumn.latDeg] as number)) return decoder;
    }
    return new DjmdDecoder({ name: "", aircraft: "", paths: [] }, "plausibleOnly");
  }

  #endBatch(): void {
    const rows = { rows: this.#rows, columns: this.#batch };
    this.#parts.push(this.#rows === BATCH_ROWS ? rows : sliceRows(djmdColumns, rows, 0, this.#rows));
    this.#batch = newColumns(djmdColumns, BATCH_ROWS);
    this.#arrays = djmdColumnNames.map((name) => this.#batch[name]);
    this.#rows = 0;
  }
}
