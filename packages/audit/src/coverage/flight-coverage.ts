/** How far the captures cover a flight. */
import type { FlightCoverage } from "../result.ts";
import type { AuditFlight } from "../types.ts";
import { commonSpans, lengthOfSpansUs, type Span } from "./spans.ts";

/** What was found out about a flight's clock (see `Coverage.flights`). */
export interface FlightClock {
  /** Positive: the flight's clock is ahead. */
  readonly offsetS: number | null;
  readonly sentence: string | null;
}

/** Captures that ran longer before or after a flight are not counted further: a day. */
const MAX_AROUND_US = 86_400e6;

/** Beginning and end of a flight by the capture's clock; `null` without a time. */
export function flightSpan(flight: AuditFlight, offsetS: number | null): Span | null {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const timeUs of flight.timeUs) {
    if (timeUs < first) first = timeUs;
    if (timeUs > last) last = timeUs;
  }
  if (first > last) return null;
  const offsetUs = (offsetS ?? 0) * 1e6;
  return [first - offsetUs, last - offsetUs];
}

/** The coverage of a flight by joined spans in which captures ran. */
export function flightCoverage(flight: AuditFlight, captured: readonly Span[], clock: FlightClock | undefined): FlightCoverage {
  const span = flightSpan(flight, clock?.offsetS ?? null);
  const lengthUs = (spans: readonly Span[]): number => lengthOfSpansUs(commonSpans(spans, captured));
  return {
    label: flight.label,
    sha256: flight.sha256,
    startUs: span?.[0] ?? null,
    endUs: span?.[1] ?? null,
    points: flight.latDeg.length,
    coveredShare:
      span === null ? null : span[1] === span[0] ? (lengthUsAt(span[0], captured) ? 1 : 0) : lengthUs([span]) / (span[1] - span[0]),
    beforeS: span === null ? 0 : lengthUs([[span[0] - MAX_AROUND_US, span[0]]]) / 1e6,
    afterS: span === null ? 0 : lengthUs([[span[1], span[1] + MAX_AROUND_US]]) / 1e6,
    clockOffsetS: clock?.offsetS ?? null,
    clockSentence: clock?.sentence ?? null,
    app: flight.app,
    aircraft: flight.aircraft,
    firmware: flight.firmware,
  };
}

function lengthUsAt(timeUs: number, captured: readonly Span[]): boolean {
  return captured.some(([from, until]) => timeUs >= from && timeUs <= until);
}
