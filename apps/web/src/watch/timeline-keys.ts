/** Moving over bars and marking them by keys, as in a text: arrows move, with shift they mark. */
import type { BarSpan } from "./timeline-bars.ts";

/** Where the keyboard is. */
export interface BarCursor {
  readonly bar: number;
  /** Where marking began; `null` when nothing is being marked. */
  readonly anchor: number | null;
}

const PAGE_BARS = 10;

/** The cursor after a key; `null` when the key means nothing here. */
export function cursorAfterKey(cursor: BarCursor, key: string, shift: boolean, bars: number): BarCursor | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: cursor.bar - 1,
    ArrowRight: cursor.bar + 1,
    PageUp: cursor.bar + PAGE_BARS,
    PageDown: cursor.bar - PAGE_BARS,
    Home: 0,
    End: bars - 1,
  };
  const wanted = Object.hasOwn(moves, key) ? moves[key] : undefined;
  if (wanted === undefined || bars === 0) return null;
  return { bar: Math.max(0, Math.min(bars - 1, wanted)), anchor: shift ? (cursor.anchor ?? cursor.bar) : null };
}

/** The bars that are marked. */
export function spanOf({ bar, anchor }: BarCursor): BarSpan | null {
  return anchor === null ? null : { from: Math.min(bar, anchor), to: Math.max(bar, anchor) };
}
