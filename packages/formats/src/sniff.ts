/** Decides what a file is by its content, never by its name. */
import { djiFlightRecordFormat } from "./dji-flight-record/index.ts";
import type { Format } from "./format.ts";
import { namedFormats } from "./named-formats.table.ts";
import { zipFormat } from "./zip/index.ts";

/** Every format the product knows; the first two are read, the others are kept and named. */
export const knownFormats: readonly Format[] = [djiFlightRecordFormat, zipFormat, ...namedFormats];

/** What a file seems to be. */
export interface Sniffed {
  readonly format: Format;
  /** Above 0, up to 1. */
  readonly confidence: number;
}

/**
 * The format that is surest of these first bytes; the earlier one when two are equally sure; `undefined` when none is sure at
 * all. `head` is the first 64 KiB or the whole file if shorter (see `readHead`).
 */
export function sniffFormat(head: Uint8Array, sizeBytes: number, formats: readonly Format[] = knownFormats): Sniffed | undefined {
  let best: Sniffed | undefined;
  for (const format of formats) {
    const confidence = format.sniff(head, sizeBytes);
    if (confidence > (best?.confidence ?? 0)) best = { format, confidence };
  }
  return best;
}
