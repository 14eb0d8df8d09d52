/** Texts that an autopilot sent to the ground; long ones come in pieces. */
import { type TimedSeries, valueAt } from "./timed-series.ts";

/** A text. */
export interface StatusText {
  readonly timeUs: number;
  readonly byteOffset: number;
  /** 0 emergency to 7 debug. */
  readonly level: number;
  readonly text: string;
}

const PIECE_LENGTH = 50;

/** The texts of a series of `STATUSTEXT`; pieces with one number are joined in their order. */
export function statusTexts(series: TimedSeries | undefined): StatusText[] {
  const texts: StatusText[] = [];
  const pieces = series?.texts("text") ?? [];
  let openId = 0;
  for (const [row, piece] of pieces.entries()) {
    const id = valueAt(series?.column("id"), row) || 0;
    const chunk = valueAt(series?.column("chunk_seq"), row) || 0;
    const last = texts.at(-1);
    if (id !== 0 && id === openId && chunk > 0 && last !== undefined && last.text.length === chunk * PIECE_LENGTH) {
      texts[texts.length - 1] = { ...last, text: last.text + piece };
      continue;
    }
    openId = id;
    if (piece.trim() === "") continue;
    texts.push({
      timeUs: series?.timeUs[row] as number,
      byteOffset: series?.byteOffset[row] as number,
      level: valueAt(series?.column("severity"), row),
      text: piece,
    });
  }
  return texts;
}
