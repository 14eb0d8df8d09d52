/** The reader of binary DataFlash logs: one pass over blocks, memory bounded by the wanted series (docs/formats/dataflash.md). */
import type { ByteSource, Issue } from "@creance/core";
import { readStoredText } from "../message-series/stored-text.ts";
import { FMT_BYTES, FMT_TYPE, HEAD_1, HEAD_2 } from "./dataflash-format.ts";
import { dataflashError, dataflashIssue } from "./dataflash-issue.ts";
import { MessageKind } from "./message-kind.ts";
import type { Dataflash, DataflashReadOptions } from "./types.ts";
import { instanceColumn, newUnitTables, unitsOf } from "./units.ts";

const BLOCK_BYTES = 1_048_576;
const MIN_BLOCK_BYTES = 65_536;
const MAX_ROWS = 4_000_000;
/** Two messages must follow each other before a place after bad bytes is believed. */
const CHAIN = 2;

/** Reads a binary DataFlash log. Throws a `FormatError` when it is none; damage becomes issues. */
export async function readDataflash(source: ByteSource, options: DataflashReadOptions): Promise<Dataflash> {
  const head = await source.read(0, Math.min(source.size, 3));
  if (head.byteLength < 3 || head[0] !== HEAD_1 || head[1] !== HEAD_2) {
    throw dataflashError("dataflash-not-dataflash", "ardupilot-dataflash", 0);
  }
  const reading = new DataflashReading(options);
  const blockBytes = Math.max(MIN_BLOCK_BYTES, options.blockBytes ?? BLOCK_BYTES);
  for (let position = 0; position < source.size; ) {
    const end = Math.min(source.size, position + blockBytes);
    const block = await source.read(position, end);
    const isLast = end === source.size || block.byteLength < end - position;
    position += reading.readBlock(block, position, isLast);
    if (isLast) break;
  }
  return reading.finish(source.size);
}

/** State of one reading. */
class DataflashReading {
  readonly #options: DataflashReadOptions;
  readonly #maxRows: number;
  readonly #kinds: (MessageKind | undefined)[] = [];
  readonly #units = newUnitTables();
  readonly #issues: Issue[] = [];
  #badBytes = 0;
  #firstBad = 0;
  #truncatedAt = -1;

  constructor(options: DataflashReadOptions) {
    this.#options = options;
    this.#maxRows = options.maxRows ?? MAX_ROWS;
    this.#define({
      type: FMT_TYPE,
      name: "FMT",
      lengthBytes: FMT_BYTES,
      letters: "BBnNZ",
      columns: ["Type", "Length", "Name", "Format", "Columns"],
    });
  }

  /** Reads the messages of a block; returns the bytes used. */
  readBlock(bytes: Uint8Array, blockStart: number, isLast: boolean): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.byteLength;
    const kinds = this.#kinds;
    let at = 0;
    while (at + 3 <= end) {
      const kind = bytes[at] === HEAD_1 && bytes[at + 1] === HEAD_2 ? kinds[bytes[at + 2] as number] : undefined;
      if (kind === undefined) {
        const found = this.#resynchronise(bytes, at + 1, isLast);
        if (this.#badBytes === 0) this.#firstBad = blockStart + at;
        this.#badBytes += found - at;
        at = found;
        continue;
      }
      const next = at + kind.lengthBytes;
      if (next > end) break;
      kind.add(bytes, at);
      // Formats and units are rare; everything else is only noted here.
      if (kind.definition.type === FMT_TYPE) this.#readFormat(view, bytes, at, blockStart);
      else if (kind.fields !== null && unitMessages.has(kind.definition.name)) this.#readUnits(kind, view, bytes, at);
      at = next;
    }
    for (const kind of kinds) kind?.flush(view, bytes, blockStart);
    if (!isLast && at > 0) return at;
    if (at < end) this.#truncatedAt = blockStart + at;
    return end;
  }

  finish(size: number): Dataflash {
    const kinds = this.#kinds.filter((kind): kind is MessageKind => kind !== undefined);
    const issues = [...this.#issues];
    if (this.#badBytes > 0) issues.push(dataflashIssue("dataflash-bad-bytes", this.#firstBad, { count: this.#badBytes }));
    if (this.#truncatedAt >= 0) issues.push(dataflashIssue("dataflash-truncated", this.#truncatedAt));
    const series = kinds.flatMap((kind) => kind.series()).filter(({ rows }) => rows > 0);
    for (const one of series)
      if (one.isBounded) issues.push(dataflashIssue("dataflash-thinned", one.byteOffset[0] ?? 0, { field: one.name }));
    if (kinds.every(({ definition, messages }) => messages === 0 || describing.has(definition.name))) {
      issues.push(dataflashIssue("dataflash-no-data", size));
    }
    return {
      formats: kinds.map(({ definition, messages }) => ({
        ...definition,
        ...unitsOf(this.#units, definition.type, definition.columns.length),
        messages,
      })),
      series,
      badBytes: this.#badBytes,
      issues,
    };
  }

  #define(definition: ConstructorParameters<typeof MessageKind>[0]): MessageKind {
    const { messages } = this.#options;
    const wish =
      messages === "all" ? ({ fields: "all" } as const) : Object.hasOwn(messages, definition.name) ? messages[definition.name] : undefined;
    const kind = new MessageKind(definition, wish, this.#maxRows);
    this.#kinds[definition.type] = kind;
    return kind;
  }

  #readFormat(view: DataView, bytes: Uint8Array, at: number, blockStart: number): void {
    const columns = readStoredText(bytes, at + 25, at + 89);
    const definition = {
      type: bytes[at + 3] as number,
      name: readStoredText(bytes, at + 5, at + 9),
      lengthBytes: bytes[at + 4] as number,
      letters: readStoredText(bytes, at + 9, at + 25),
      columns: columns === "" ? [] : columns.split(","),
    };
    if (definition.type === FMT_TYPE) return;
    const before = this.#kinds[definition.type];
    if (before !== undefined && before.definition.letters === definition.letters && before.definition.name === definition.name) return;
    if (definition.lengthBytes < 3 || (before !== undefined && before.messages > 0)) {
      if (this.#issues.length < 20) this.#issues.push(dataflashIssue("dataflash-bad-format", blockStart + at, { field: definition.name }));
      return;
    }
    // A type that is defined anew before its first message: what was noted of the old one does not exist.
    before?.flush(view, bytes, blockStart);
    const kind = this.#define(definition);
    if (kind.fields === null && this.#issues.length < 20) {
      this.#issues.push(dataflashIssue("dataflash-bad-format", blockStart + at, { field: definition.name }));
    }
  }

  #readUnits(kind: MessageKind, view: DataView, bytes: Uint8Array, at: number): void {
    const field = (name: string) => kind.fields?.find((one) => one.name === name);
    const id = field("Id");
    if (kind.definition.name === "FMTU") {
      const [type, units, mults] = [field("FmtType"), field("UnitIds"), field("MultIds")];
      if (type === undefined || units === undefined || mults === undefined) return;
      const of = bytes[at + 3 + type.offset] as number;
      const text = ({ offset, lengthBytes }: typeof units): string => readStoredText(bytes, at + 3 + offset, at + 3 + offset + lengthBytes);
      this.#units.ofType.set(of, { unitIds: text(units), multIds: text(mults) });
      const column = instanceColumn(text(units));
      if (column >= 0) this.#kinds[of]?.markInstance(column);
    } else if (id !== undefined && kind.definition.name === "UNIT") {
      const label = field("Label");
      if (label?.kind !== "text") return;
      const from = at + 3 + label.offset;
      this.#units.labels.set(bytes[at + 3 + id.offset] as number, readStoredText(bytes, from, from + label.lengthBytes));
    } else if (id !== undefined) {
      const factor = field("Mult");
      if (factor?.kind === "float64")
        this.#units.multipliers.set(bytes[at + 3 + id.offset] as number, view.getFloat64(at + 3 + factor.offset, true));
    }
  }

  /** First offset from `from` on where messages follow each other; where the decision must wait for the next block, that offset. */
  #resynchronise(bytes: Uint8Array, from: number, isLast: boolean): number {
    const end = bytes.byteLength;
    for (let start = bytes.indexOf(HEAD_1, from); start >= 0; start = bytes.indexOf(HEAD_1, start + 1)) {
      let at = start;
      let links = 0;
      while (links < CHAIN && at + 3 <= end && bytes[at] === HEAD_1 && bytes[at + 1] === HEAD_2) {
        const kind = this.#kinds[bytes[at + 2] as number];
        if (kind === undefined) break;
        at += kind.lengthBytes;
        links += 1;
      }
      if (links === CHAIN || (links > 0 && at + 3 > end && (isLast ? at === end : true)) || (at === start && start + 3 > end && !isLast))
        return start;
    }
    return end;
  }
}

const unitMessages = new Set(["FMTU", "UNIT", "MULT"]);
/** Messages that describe others and measure nothing. */
const describing = new Set(["FMT", "FMTU", "UNIT", "MULT"]);
