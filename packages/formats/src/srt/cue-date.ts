/** Dates of cues: `2022-05-01 15:01:58,531,716`, `2021-12-25 12:27:52.373`, `2017.8.5 14:11:51`. */
import { isPlausibleEpochUs } from "@creance/core";
import type { TextCursor } from "./text-cursor.ts";

/** What stands where a date may stand. */
export type CueDate = number | "none" | "impossible";

/**
 * Reads a date and time at the cursor, as if it were UTC, microseconds since 1970. `none` leaves the cursor where it was; `impossible` is written as
 * a date but is none (month 13, the year 1970 of a clock that was never set). Of the groups after the seconds two are read: milliseconds
 * and microseconds; more of them (style 11) mean nothing known.
 */
export function readCueDate(cursor: TextCursor): CueDate {
  const start = cursor.at;
  const year = cursor.digits(4);
  const yearDigits = cursor.at - start;
  const separator = cursor.peek();
  if (yearDigits !== 4 || (separator !== 45 && separator !== 46)) return back(cursor, start);
  cursor.at += 1;
  const month = cursor.digits(2);
  if (cursor.peek() !== separator) return back(cursor, start);
  cursor.at += 1;
  const day = cursor.digits(2);
  cursor.skipSpaces();
  const hour = cursor.digits(2);
  const minute = colon(cursor);
  const second = colon(cursor);
  if (Number.isNaN(second)) return back(cursor, start);
  const microseconds = fractionUs(cursor);
  const timeUs = Date.UTC(year, month - 1, day, hour, minute, second) * 1000 + microseconds;
  const isReal =
    month >= 1 && month <= 12 && day >= 1 && new Date(timeUs / 1000).getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal && isPlausibleEpochUs(timeUs) ? timeUs : "impossible";
}

/** The groups of digits after the seconds, as microseconds; what follows them is passed over. */
function fractionUs(cursor: TextCursor): number {
  let microseconds = 0;
  for (let group = 0; ; group += 1) {
    const point = cursor.peek();
    if (point !== 44 && point !== 46) return microseconds;
    cursor.at += 1;
    const start = cursor.at;
    const value = cursor.digits(6);
    if (Number.isNaN(value)) {
      cursor.at = start - 1;
      return microseconds;
    }
    const digits = cursor.at - start;
    if (group === 0) microseconds = value * 10 ** (6 - digits);
    else if (group === 1 && digits <= 3) microseconds += value;
  }
}

function colon(cursor: TextCursor): number {
  if (cursor.peek() !== 58) return Number.NaN;
  cursor.at += 1;
  return cursor.digits(2);
}

function back(cursor: TextCursor, start: number): "none" {
  cursor.at = start;
  return "none";
}
