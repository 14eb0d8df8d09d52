/** Collects cues into columns, with the first named values and what was wrong, counted. */
import { concatRows, type Issue, newColumns, sliceRows } from "@creance/core";
import type { MetadataField } from "../metadata-field.ts";
import { type CueParser, cueColumn, cueColumnNames } from "./cue-parser.ts";
import { Seen } from "./cue-style.ts";
import type { SrtErrorCode } from "./errors.table.ts";
import { type SrtCues, srtColumns } from "./srt-columns.table.ts";
import { srtIssue } from "./srt-issue.ts";

const BATCH_ROWS = 8192;

/** Cues as read, with everything that is said of them. */
export interface SrtRead {
  readonly cues: SrtCues;
  /** Cues of each style, by its number; only those that occur. */
  readonly styles: readonly { readonly style: number; readonly cues: number }[];
  /** The first position, home point and date, as text with their places. */
  readonly fields: readonly MetadataField[];
  readonly issues: readonly Issue[];
  /** True when something was cut or could not be read: not for a missing fix or missing times. */
  readonly damaged: boolean;
}

/** Takes rows one by one. */
export class CueRows {
  readonly #parts: SrtCues[] = [];
  #batch = newColumns(srtColumns, BATCH_ROWS);
  #arrays = cueColumnNames.map((name) => this.#batch[name]);
  #rows = 0;
  readonly #styles = new Uint32Array(14);
  readonly #found = new Map<SrtErrorCode, { offset: number; count: number }>();
  readonly #fields = new Map<string, MetadataField>();
  readonly #cut: Issue[] = [];
  #total = 0;

  /** Rows so far. */
  get rows(): number {
    return this.#total;
  }

  /** Adds the cue that the parser has just read; its own offset and times are set already. `text` is the text it was read from. */
  add(parser: CueParser, text: string, base: number): void {
    const { values, faults } = parser;
    const arrays = this.#arrays;
    const row = this.#rows;
    for (let index = 0; index < arrays.length; index += 1) (arrays[index] as Float64Array)[row] = values[index] as number;
    this.#rows += 1;
    this.#total += 1;
    const style = values[cueColumn.style] as number;
    this.#styles[style] = (this.#styles[style] as number) + 1;
    const offset = values[cueColumn.byteOffset] as number;
    if (faults.badTime) this.note("srt-bad-time", offset);
    if (faults.noFix) this.note("srt-no-fix", offset);
    if (faults.unknownOrder) this.note("srt-unknown-order", offset);
    if (faults.unprovenOrder) this.note("srt-unproven-order", offset);
    if (Number.isNaN(values[cueColumn.startMs] as number)) this.note("srt-no-times", offset);
    if (style === 0 && parser.seen !== 0) this.note("srt-unknown-style", offset);
    if (this.#fields.size < 2) this.#noteFields(parser, text, base);
    if (this.#rows === BATCH_ROWS) this.#endBatch();
  }

  /** Counts something wrong; the issue names the first place. */
  note(code: SrtErrorCode, offset: number): void {
    const found = this.#found.get(code);
    if (found === undefined) this.#found.set(code, { offset, count: 1 });
    else found.count += 1;
  }

  /** All rows. The collector cannot be used afterwards. */
  finish(): SrtRead {
    if (this.#rows > 0) this.#endBatch();
    const cues = concatRows(srtColumns, this.#parts);
    const styles = [...this.#styles].map((count, style) => ({ style, cues: count })).filter(({ cues }) => cues > 0);
    if (this.#total > 0 && this.#styles[0] === this.#total && !this.#found.has("srt-unknown-style")) {
      this.#found.set("srt-no-telemetry", { offset: 0, count: this.#total });
    }
    const issues = [...this.#found].map(([code, { offset, count }]) => srtIssue(code, offset, count));
    issues.sort((a, b) => a.offset - b.offset);
    const damaged = DAMAGE.some((code) => this.#found.has(code));
    return { cues, styles, fields: [...this.#fields.values()], issues: [...issues, ...this.#cut], damaged };
  }

  #endBatch(): void {
    const rows = { rows: this.#rows, columns: this.#batch };
    this.#parts.push(this.#rows === BATCH_ROWS ? rows : sliceRows(srtColumns, rows, 0, this.#rows));
    this.#batch = newColumns(srtColumns, BATCH_ROWS);
    this.#arrays = cueColumnNames.map((name) => this.#batch[name]);
    this.#rows = 0;
  }

  #noteFields(parser: CueParser, text: string, base: number): void {
    const { values } = parser;
    if (!Number.isNaN(values[cueColumn.latDeg] as number)) this.#field("GPS", text, base, parser.positionStart, parser.positionEnd);
    if ((parser.seen & (Seen.home | Seen.homeSpaced)) !== 0 && !Number.isNaN(values[cueColumn.homeLatDeg] as number)) {
      this.#field("HOME", text, base, parser.homeStart, parser.homeEnd);
    }
  }

  #field(name: string, text: string, base: number, start: number, end: number): void {
    if (this.#fields.has(name) || end <= start) return;
    this.#fields.set(name, {
      group: "subtitle",
      name,
      value: text.slice(start, Math.min(end, start + 1000)).replace(/\s*\].*:\s*/, ", "),
      byteOffset: base + start,
      lengthBytes: end - start,
    });
  }
}

const DAMAGE: readonly SrtErrorCode[] = ["srt-cut-cue", "srt-long-cue", "srt-bad-time", "srt-too-many-cues"];
