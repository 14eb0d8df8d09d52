/** Instants as text in a named time zone. */

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const options = { year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
    try {
      format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone, hourCycle: "h23" });
    } catch {
      format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC", hourCycle: "h23" });
    }
    formats.set(timeZone, format);
  }
  return format;
}

function partsOf(timeUs: number | null | undefined, timeZone: string): Parts | null {
  if (timeUs === null || timeUs === undefined || !Number.isFinite(timeUs) || Math.abs(timeUs) > 8.64e18) return null;
  const found = new Map(
    formatOf(timeZone)
      .formatToParts(timeUs / 1000)
      .map((part) => [part.type, part.value]),
  );
  return {
    year: Number(found.get("year")),
    month: Number(found.get("month")),
    day: Number(found.get("day")),
    hour: found.get("hour") ?? "",
    minute: found.get("minute") ?? "",
    second: found.get("second") ?? "",
  };
}

/** `12 Sep 2026`; `unknown` when the instant is. */
export function formatDay(timeUs: number | null | undefined, timeZone: string): string {
  const parts = partsOf(timeUs, timeZone);
  return parts === null ? "unknown" : `${parts.day} ${monthNames[parts.month - 1] ?? "?"} ${parts.year}`;
}

/** `09:14:03`. */
export function formatTimeOfDay(timeUs: number | null | undefined, timeZone: string): string {
  const parts = partsOf(timeUs, timeZone);
  return parts === null ? "unknown" : `${parts.hour}:${parts.minute}:${parts.second}`;
}

/** `12 Sep 2026, 09:14`, with `UTC` behind it when that is the zone. */
export function formatInstant(timeUs: number | null | undefined, timeZone: string): string {
  const parts = partsOf(timeUs, timeZone);
  if (parts === null) return "unknown";
  return `${formatDay(timeUs, timeZone)}, ${parts.hour}:${parts.minute}${timeZone === "UTC" ? " UTC" : ""}`;
}

/** Microseconds of the start of a day written `2026-09-12`, UTC; `undefined` for anything else. */
export function epochUsOfDay(day: string): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (found === null) return undefined;
  const ms = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  return Number.isNaN(ms) ? undefined : ms * 1000;
}
