/** Written times moved by some seconds, in the form they were written in. */

const WRITTEN = /^(\d{4})([:-])(\d{2})\2(\d{2})([ T])(\d{2}):(\d{2})(?::(\d{2}))?(.*)$/;

/** `2026:09:12 11:14:03` and `2026-09-12T11:14:03.25+02:00` moved; what follows the seconds stays. `null` for any other text. */
export function shiftedTime(text: string, shiftUs: number): string | null {
  const match = WRITTEN.exec(text.trim());
  if (match === null) return null;
  const [, year, separator, month, day, between, hours, minutes, seconds, rest] = match as unknown as readonly string[];
  const hasSeconds = seconds !== undefined;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds ?? 0));
  if (!Number.isFinite(at)) return null;
  const moved = at + shiftUs / 1000;
  if (!Number.isFinite(moved) || moved < 0 || moved > 4e12) return null;
  const iso = new Date(moved).toISOString();
  const date = iso.slice(0, 10).replaceAll("-", separator as string);
  return `${date}${between}${iso.slice(11, hasSeconds ? 19 : 16)}${rest}`;
}
