/** The reader of DataFlash logs as text: one message a line, values as printed, already in their units (docs/formats/dataflash.md, section 6). */
import type { ByteSource, Issue } from "@creance/core";
import type { MessageSeries, SeriesColumn, SeriesField, SeriesWish } from "../message-series/message-series.ts";
import { dataflashTextFormat, TEXT_HEAD_BYTES } from "./dataflash-format.ts";
import { dataflashError, dataflashIssue } from "./dataflash-issue.ts";
import { fieldsOfKind, isWantedField, type KindDefinition } from "./message-kind.ts";
import type { Dataflash, DataflashReadOptions } from "./types.ts";
import { instanceColumn, newUnitTables, unitsOf } from "./units.ts";

const BLOCK_BYTES = 1_048_576;
const MIN_BLOCK_BYTES = 65_536;
/** A line of a log at most; a longer one is not read. */
const MAX_LINE_BYTES = 8192;
const MAX_ROWS = 4_000_000;
const MAX_KINDS = 1024;

/** Reads a DataFlash log as text. Throws a `FormatError` when it is none; lines that do not fit become an issue. */
export async function readDataflashText(source: ByteSource, options: DataflashReadOptions): Promise<Dataflash> {
  const head = await source.read(0, Math.min(source.size, TEXT_HEAD_BYTES));
  if (dataflashTextFormat.sniff(head, source.size) === 0) throw dataflashError("dataflash-not-dataflash", dataflashTextFormat.id, 0);
  const reading = new TextReading(options);
  const blockBytes = Math.max(MIN_BLOCK_BYTES, options.blockBytes ?? BLOCK_BYTES);
  const decoder = new TextDecoder();
  for (let position = 0; position < source.size; ) {
    const end = Math.min(source.size, position + blockBytes);
    const block = await source.read(position, end);
    const isLast = end === source.size || block.byteLength < end - position;
    let at = 0;
    for (;;) {
      const newline = block.indexOf(10, at);
      if (newline < 0) break;
      reading.readLine(newline - at > MAX_LINE_BYTES ? null : decoder.decode(block.subarray(at, newline)), position + at);
      at = newline + 1;
    }
    if (isLast) {
      if (at < block.byteLength) {
        reading.readLine(block.byteLength - at > MAX_LINE_BYTES ? null : decoder.decode(block.subarray(at)), position + at);
      }
      break;
    }
    // A block without a line end is one line too long.
    if (at === 0) {
      reading.readLine(null, position);
      at = block.byteLength;
    }
    position += at;
  }
  return reading.finish(source.size);
}

interface TextKind {
  readonly definition: KindDefinition;
  readonly wish: SeriesWish | undefined;
  /** By column, whether it is kept; `null` when the format contradicts itself. */
  readonly fields: readonly SeriesField[] | null;
  instanceColumn: number;
  messages: number;
  readonly series: Map<number, TextSeries>;
}

class TextReading {
  readonly #options: DataflashReadOptions;
  readonly #kinds = new Map<string, TextKind>();
  readonly #byType = new Map<number, TextKind>();
  readonly #units = newUnitTables();
  readonly #issues: Issue[] = [];
  readonly #maxRows: number;
  #badLines = 0;
  #firstBad = 0;

  constructor(options: DataflashReadOptions) {
    this.#options = options;
    this.#maxRows = options.maxRows ?? MAX_ROWS;
    this.#define({ type: 128, name: "FMT", lengthBytes: 89, letters: "BBnNZ", columns: ["Type", "Length", "Name", "Format", "Columns"] });
  }

  readLine(line: string | null, offset: number): void {
    if (line === null) {
      this.#bad(offset);
      return;
    }
    const text = line.replace(/^\uFEFF/, "").trim();
    if (text === "") return;
    const comma = text.indexOf(",");
    const kind = this.#kinds.get(comma < 0 ? text : text.slice(0, comma));
    if (kind === undefined) {
      this.#bad(offset);
      return;
    }
    const describes = describing.has(kind.definition.name);
    if (kind.wish === undefined && !describes) {
      kind.messages += 1;
      return;
    }
    const values = splitValues(text, comma + 1, kind.definition);
    if (values === null || kind.fields === null) {
      this.#bad(offset);
      return;
    }
    kind.messages += 1;
    if (describes) this.#describe(kind.definition.name, values, offset);
    if (kind.wish === undefined) return;
    const instance = kind.instanceColumn < 0 ? 0 : Number(values[kind.instanceColumn]);
    const key = Number.isInteger(instance) && instance >= 0 && instance < 256 ? instance : 0;
    let series = kind.series.get(key);
    if (series === undefined) {
      series = new TextSeries({
        kind,
        instance: key,
        wish: kind.wish,
        maxRows: Math.min(kind.wish.maxRows ?? this.#maxRows, this.#maxRows),
      });
      kind.series.set(key, series);
    }
    series.add(values, offset);
  }

  finish(size: number): Dataflash {
    const kinds = [...this.#kinds.values()];
    const issues = [...this.#issues];
    if (this.#badLines > 0) issues.push(dataflashIssue("dataflash-bad-lines", this.#firstBad, { count: this.#badLines }));
    const series = kinds.flatMap((kind) => [...kind.series.values()].map((one) => one.finish()));
    for (const one of series)
      if (one.isBounded) issues.push(dataflashIssue("dataflash-thinned", one.byteOffset[0] ?? 0, { field: one.name }));
    if (kinds.every(({ definition, messages }) => messages === 0 || describing.has(definition.name)))
      issues.push(dataflashIssue("dataflash-no-data", size));
    return {
      formats: kinds.map(({ definition, messages }) => ({
        ...definition,
        ...unitsOf(this.#units, definition.type, definition.columns.length),
        messages,
      })),
      series,
      badBytes: this.#badLines,
      issues,
    };
  }

  #bad(offset: number): void {
    // Lines before the first format are about the board.
    if (this.#byType.size === 1 && offset < TEXT_HEAD_BYTES) return;
    if (this.#badLines === 0) this.#firstBad = offset;
    this.#badLines += 1;
  }

  #define(definition: KindDefinition): void {
    const { messages } = this.#options;
    const wish =
      messages === "all" ? ({ fields: "all" } as const) : Object.hasOwn(messages, definition.name) ? messages[definition.name] : undefined;
    const byName = definition.columns.findIndex((name, at) => ["I", "Inst", "Instance"].includes(name) && definition.letters[at] === "B");
    const kind: TextKind = { definition, wish, fields: fieldsOfKind(definition), instanceColumn: byName, messages: 0, series: new Map() };
    this.#kinds.set(definition.name, kind);
    this.#byType.set(definition.type, kind);
  }

  #describe(name: string, values: readonly string[], offset: number): void {
    if (name === "FMT") {
      const [type, length, kindName, letters, columns] = values as [string, string, string, string, string];
      const definition = {
        type: Number(type),
        name: kindName,
        lengthBytes: Number(length),
        letters,
        columns: columns === "" ? [] : columns.split(","),
      };
      const isSound = Number.isInteger(definition.type) && Number.isInteger(definition.lengthBytes) && fieldsOfKind(definition) !== null;
      if (!isSound || this.#kinds.size >= MAX_KINDS) {
        if (this.#issues.length < 20) this.#issues.push(dataflashIssue("dataflash-bad-format", offset, { field: kindName }));
      } else if (!this.#kinds.has(kindName)) this.#define(definition);
    } else if (name === "FMTU") {
      const [, type, unitIds, multIds] = values as [string, string, string, string];
      this.#units.ofType.set(Number(type), { unitIds, multIds });
      const kind = this.#byType.get(Number(type));
      const column = instanceColumn(unitIds);
      if (kind !== undefined && column >= 0) kind.instanceColumn = column;
    } else if (values.length >= 3) {
      const id = Number(values[1]);
      if (name === "UNIT") this.#units.labels.set(id, values[2] as string);
      else if (Number.isFinite(Number(values[2]))) this.#units.multipliers.set(id, Number(values[2]));
    }
  }
}

/** The values of a line; texts in the last column keep their commas. `null` when there are too few or too many. */
function splitValues(text: string, from: number, { columns, letters, name }: KindDefinition): string[] | null {
  const parts = from === 0 ? [] : text.slice(from).split(",");
  const wanted = columns.length;
  const lastIsText = name === "FMT" || "nNZ".includes(letters.at(-1) ?? "");
  if (parts.length < wanted || (parts.length > wanted && !lastIsText)) return null;
  const values = parts.slice(0, wanted - 1).map((part) => part.trim());
  if (wanted > 0)
    values.push(
      parts
        .slice(wanted - 1)
        .join(",")
        .trim(),
    );
  return values;
}

/** Rows of one kind and instance. */
class TextSeries {
  readonly #kind: TextKind;
  readonly #instance: number;
  readonly #wish: SeriesWish;
  readonly #maxRows: number;
  readonly #columns: { readonly name: string; readonly index: number; readonly isText: boolean }[];
  readonly #numbers: number[][];
  readonly #texts: string[][];
  readonly #offsets: number[] = [];
  readonly #timeIndex: number;
  #lastUs = Number.NaN;
  #messages = 0;
  /** One message in this many is taken. */
  #stride = 1;
  #sinceTaken = 0;
  #isBounded = false;

  constructor(options: { readonly kind: TextKind; readonly instance: number; readonly wish: SeriesWish; readonly maxRows: number }) {
    this.#kind = options.kind;
    this.#instance = options.instance;
    this.#wish = options.wish;
    this.#maxRows = options.maxRows;
    const { columns, letters } = options.kind.definition;
    this.#columns = columns
      // Arrays are printed in ways that differ between programs: they are not read.
      .map((name, index) => ({ name, index, isText: "nNZ".includes(letters[index] as string) }))
      .filter(({ name, index }) => letters[index] !== "a" && isWantedField(name, options.wish));
    this.#numbers = this.#columns.map(() => []);
    this.#texts = this.#columns.map(() => []);
    this.#timeIndex = columns.indexOf("TimeUS");
  }

  add(values: readonly string[], offset: number): void {
    this.#messages += 1;
    const timeUs = this.#timeIndex < 0 ? Number.NaN : Number(values[this.#timeIndex]);
    const stepUs = timeUs - this.#lastUs;
    if (stepUs >= 0 && stepUs < (this.#wish.minStepUs ?? 0)) return;
    this.#lastUs = timeUs;
    this.#sinceTaken += 1;
    if (this.#sinceTaken < this.#stride) return;
    if (this.#offsets.length >= this.#maxRows) {
      this.#isBounded = true;
      if (this.#wish.overflow === "stop" || this.#columns.some(({ isText }) => isText) || this.#maxRows < 2) return;
      this.#thin();
    }
    this.#sinceTaken = 0;
    this.#offsets.push(offset);
    this.#columns.forEach(({ index, isText }, at) => {
      const value = values[index] as string;
      if (isText) (this.#texts[at] as string[]).push(value);
      else (this.#numbers[at] as number[]).push(value === "" ? Number.NaN : Number(value));
    });
  }

  /** Drops every second row and takes every second message from here on. */
  #thin(): void {
    this.#stride *= 2;
    const kept = Math.ceil(this.#offsets.length / 2);
    for (const values of [this.#offsets, ...this.#numbers]) {
      for (let row = 0; row < kept; row += 1) values[row] = values[row * 2] as number;
      if (values.length > kept) values.length = kept;
    }
  }

  finish(): MessageSeries {
    const numbers: Record<string, SeriesColumn> = {};
    const texts: Record<string, readonly string[]> = {};
    this.#columns.forEach(({ name, isText }, at) => {
      if (isText) texts[name] = this.#texts[at] as string[];
      else numbers[name] = Float64Array.from(this.#numbers[at] as number[]);
    });
    return {
      name: this.#kind.definition.name,
      instance: this.#instance,
      rows: this.#offsets.length,
      byteOffset: Float64Array.from(this.#offsets),
      numbers,
      texts,
      messages: this.#messages,
      isBounded: this.#isBounded,
    };
  }
}

const describing = new Set(["FMT", "FMTU", "UNIT", "MULT"]);
