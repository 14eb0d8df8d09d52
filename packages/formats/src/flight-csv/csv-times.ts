/** Dates and clocks in cells of exports. The order of day and month is told by the dialect or by the file's own days above 12, never guessed. */
import { fractionUs, parseIsoTime, type WrittenTime, wallClockUs } from "../iso-time.ts";

/** In which order day and month stand. */
export type DateOrder = "mdy" | "dmy";

const SLASHED = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap])?\.?m?\.?$/i;

/** What one date says about its order: `iso` needs none, `undefined` when both readings are possible or it is no date. */
export function dateOrderOf(text: string): DateOrder | "iso" | undefined {
  const date = text.trim().split(/[T ]/)[0] as string;
  if (/^\d{4}[-/]\d{1,2}[-/]\d{1,2}$/.test(date)) return "iso";
  const match = SLASHED.exec(date);
  if (match === null) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  if (match[2] === ".") return "dmy";
  if (first > 12 && second <= 12) return "dmy";
  return second > 12 && first <= 12 ? "mdy" : undefined;
}

/** Reads a date with its clock, ISO or `6/19/2018 3:04:05.25 PM`; `undefined` when it is none or its order is not known. */
export function parseCsvDateTime(text: string, order: DateOrder | undefined): WrittenTime | undefined {
  const trimmed = text.trim();
  const iso = parseIsoTime(trimmed);
  if (iso !== undefined) return iso;
  const space = trimmed.search(/[T ]/);
  if (space < 0) return undefined;
  return joinDateAndClock(trimmed.slice(0, space), trimmed.slice(space + 1), order);
}

/** A date of one column and a clock of another. */
export function joinDateAndClock(date: string, clock: string, order: DateOrder | undefined): WrittenTime | undefined {
  const time = CLOCK.exec(clock.trim());
  const day = dayOf(date.trim(), order);
  if (time === null || day === undefined) return undefined;
  let hour = Number(time[1]);
  const half = time[5]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === "p" ? 12 : 0);
  }
  const wallUs = wallClockUs({
    ...day,
    hour,
    minute: Number(time[2]),
    second: Number(time[3] ?? 0),
    fractionUs: fractionUs(time[4]),
  });
  return wallUs === undefined ? undefined : { wallUs, zoneMin: null };
}

function dayOf(
  date: string,
  order: DateOrder | undefined,
): { readonly year: number; readonly month: number; readonly day: number } | undefined {
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(date);
  if (iso !== null) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) };
  const match = SLASHED.exec(date);
  if (match === null || order === undefined) return undefined;
  const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])];
  return order === "mdy" ? { year, month: first, day: second } : { year, month: second, day: first };
}
