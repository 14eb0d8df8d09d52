/** Collects the messages of one kind: offsets while a block is framed, columns when the block is done. No allocation for each message. */
import { appendTexts, type BlockMessages, fillColumn, newSeriesColumn } from "./fill-column.ts";
import type { MessageSeries, SeriesColumn, SeriesField } from "./message-series.ts";

/** What a collector collects. */
export interface SeriesCollectorOptions {
  readonly name: string;
  readonly instance: number;
  readonly fields: readonly SeriesField[];
  /** Field that holds the message's own time in µs; needed for `minStepUs`. */
  readonly timeField: SeriesField | null;
  readonly minStepUs: number;
  readonly maxRows: number;
  readonly overflow: "thin" | "stop";
}

/** Name of the column that holds the times given to `addStamped`. */
export const STAMP_COLUMN = "stampUs";

const FIRST_QUEUED = 64;

/** Collects one series. */
export class SeriesCollector {
  readonly #options: SeriesCollectorOptions;
  readonly #numberFields: readonly SeriesField[];
  readonly #textFields: readonly SeriesField[];
  readonly #columns: SeriesColumn[];
  readonly #texts: string[][];
  #offsets = new Float64Array(0);
  #stamps: Float64Array<ArrayBuffer> | null = null;
  /** 0 until the first message: most topics of a log never come. */
  #capacity = 0;
  #rows = 0;
  #bodies = new Int32Array(0);
  #records = new Int32Array(0);
  #queuedStamps = new Float64Array(0);
  #queued = 0;
  #messages = 0;
  /** One message in this many is taken. */
  #stride = 1;
  #sinceTaken = 0;
  #lastUs = Number.NaN;
  #isBounded = false;

  constructor(options: SeriesCollectorOptions) {
    this.#options = options;
    this.#numberFields = options.fields.filter(({ kind }) => kind !== "text");
    this.#textFields = options.fields.filter(({ kind }) => kind === "text");
    this.#columns = [];
    this.#texts = this.#textFields.map(() => []);
  }

  /** Notes a message of the block that is being framed: where its body and its record begin in the block. */
  add(body: number, record: number): void {
    const at = this.#queued;
    if (at === this.#bodies.length) this.#growQueue();
    this.#bodies[at] = body;
    this.#records[at] = record;
    this.#queued = at + 1;
  }

  /** The same with a time that stands outside the message. Use one of the two for all messages of a series. */
  addStamped(body: number, record: number, stampUs: number): void {
    this.add(body, record);
    if (this.#queuedStamps.length < this.#bodies.length) {
      const more = new Float64Array(this.#bodies.length);
      more.set(this.#queuedStamps);
      this.#queuedStamps = more;
      this.#stamps ??= new Float64Array(this.#capacity);
    }
    this.#queuedStamps[this.#queued - 1] = stampUs;
  }

  /** Copies what was noted into the columns. `blockStart` is the offset of the block in the original. */
  flush(view: DataView, bytes: Uint8Array, blockStart: number): void {
    const queued = this.#queued;
    if (queued === 0) return;
    this.#messages += queued;
    this.#queued = 0;
    const { minStepUs, maxRows } = this.#options;
    let count = minStepUs > 0 || this.#stride > 1 ? this.#select(view, queued) : queued;
    if (this.#rows + count > maxRows) count = this.#fit(count);
    if (count === 0) return;
    this.#reserve(this.#rows + count);
    const at = this.#rows;
    const messages: BlockMessages = { view, bytes, bodies: this.#bodies, count };
    const offsets = this.#offsets;
    for (let index = 0; index < count; index += 1) offsets[at + index] = blockStart + (this.#records[index] as number);
    const stamps = this.#stamps;
    if (stamps !== null) for (let index = 0; index < count; index += 1) stamps[at + index] = this.#queuedStamps[index] as number;
    for (let field = 0; field < this.#columns.length; field += 1) {
      fillColumn(this.#columns[field] as SeriesColumn, at, messages, this.#numberFields[field] as SeriesField);
    }
    for (let field = 0; field < this.#texts.length; field += 1) {
      appendTexts(this.#texts[field] as string[], messages, this.#textFields[field] as SeriesField);
    }
    this.#rows = at + count;
  }

  /** What was collected. */
  finish(): MessageSeries {
    const rows = this.#rows;
    const numbers: Record<string, SeriesColumn> = {};
    this.#numberFields.forEach(({ name }, at) => {
      const column = this.#columns[at];
      if (column !== undefined) numbers[name] = rows === column.length ? column : column.subarray(0, rows);
    });
    if (this.#stamps !== null) numbers[STAMP_COLUMN] = this.#stamps.subarray(0, rows);
    return {
      name: this.#options.name,
      instance: this.#options.instance,
      rows,
      byteOffset: this.#offsets.subarray(0, rows),
      numbers,
      texts: Object.fromEntries(this.#textFields.map(({ name }, at) => [name, this.#texts[at] as string[]])),
      messages: this.#messages,
      isBounded: this.#isBounded,
    };
  }

  /** Keeps the queued messages that are due; returns how many. */
  #select(view: DataView, queued: number): number {
    const { timeField, minStepUs } = this.#options;
    const time = new Float64Array(timeField === null ? 0 : queued);
    if (timeField !== null) fillColumn(time, 0, { view, bytes: new Uint8Array(0), bodies: this.#bodies, count: queued }, timeField);
    const stamped = this.#stamps !== null;
    let count = 0;
    for (let index = 0; index < queued; index += 1) {
      const timeUs = timeField !== null ? (time[index] as number) : stamped ? (this.#queuedStamps[index] as number) : Number.NaN;
      const stepUs = timeUs - this.#lastUs;
      // A clock that went back starts anew.
      if (minStepUs > 0 && stepUs >= 0 && stepUs < minStepUs) continue;
      this.#lastUs = timeUs;
      this.#sinceTaken += 1;
      if (this.#sinceTaken < this.#stride) continue;
      this.#sinceTaken = 0;
      this.#bodies[count] = this.#bodies[index] as number;
      this.#records[count] = this.#records[index] as number;
      if (stamped) this.#queuedStamps[count] = this.#queuedStamps[index] as number;
      count += 1;
    }
    return count;
  }

  /** Makes room under the bound; returns how many of the queued messages are still taken. */
  #fit(wanted: number): number {
    const { maxRows, overflow } = this.#options;
    this.#isBounded = true;
    if (overflow === "stop" || this.#textFields.length > 0) return Math.max(0, maxRows - this.#rows);
    let count = wanted;
    while (this.#rows + count > maxRows && this.#rows + count > 1) {
      this.#stride *= 2;
      this.#rows = this.#halve(this.#rows);
      let kept = 0;
      for (let index = 0; index < count; index += 2) {
        this.#bodies[kept] = this.#bodies[index] as number;
        this.#records[kept] = this.#records[index] as number;
        if (this.#stamps !== null) this.#queuedStamps[kept] = this.#queuedStamps[index] as number;
        kept += 1;
      }
      count = kept;
    }
    return Math.min(count, Math.max(0, maxRows - this.#rows));
  }

  #halve(rows: number): number {
    const arrays: SeriesColumn[] = [...this.#columns, this.#offsets, ...(this.#stamps === null ? [] : [this.#stamps])];
    const kept = Math.ceil(rows / 2);
    for (const array of arrays) for (let row = 0; row < kept; row += 1) array[row] = array[row * 2] as number;
    return kept;
  }

  #growQueue(): void {
    const size = Math.max(FIRST_QUEUED, this.#bodies.length * 2);
    const bodies = new Int32Array(size);
    bodies.set(this.#bodies);
    this.#bodies = bodies;
    const records = new Int32Array(size);
    records.set(this.#records);
    this.#records = records;
  }

  #reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    const capacity = Math.max(rows, Math.min(this.#capacity * 2, this.#options.maxRows));
    // The first time exactly what one block has: most logs are no longer than that.
    this.#numberFields.forEach((field, at) => {
      const larger = newSeriesColumn(field, capacity);
      const column = this.#columns[at];
      if (column !== undefined) larger.set(column.subarray(0, this.#rows));
      this.#columns[at] = larger;
    });
    const offsets = new Float64Array(capacity);
    offsets.set(this.#offsets.subarray(0, this.#rows));
    this.#offsets = offsets;
    if (this.#stamps !== null) {
      const stamps = new Float64Array(capacity);
      stamps.set(this.#stamps.subarray(0, this.#rows));
      this.#stamps = stamps;
    }
    this.#capacity = capacity;
  }
}
