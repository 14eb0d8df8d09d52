/** Stretches of time in microseconds, ends included: joined, cut and measured. */

/** From the first to the last instant. */
export type Span = readonly [fromUs: number, untilUs: number];

/** The spans in order of time, those that touch or overlap joined. Spans with an unknown end are left out. */
export function joinedSpans(spans: readonly Span[]): readonly Span[] {
  const ordered = spans.filter(([from, until]) => Number.isFinite(from) && Number.isFinite(until) && from <= until);
  ordered.sort((one, other) => one[0] - other[0]);
  const joined: [number, number][] = [];
  for (const [from, until] of ordered) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], until);
    else joined.push([from, until]);
  }
  return joined;
}

/** What is in both. Both are joined spans; so is the answer. */
export function commonSpans(some: readonly Span[], others: readonly Span[]): readonly Span[] {
  const common: Span[] = [];
  let index = 0;
  for (const [from, until] of some) {
    while (index < others.length && (others[index]?.[1] ?? 0) < from) index++;
    for (let at = index; at < others.length; at++) {
      const [otherFrom, otherUntil] = others[at] as Span;
      if (otherFrom > until) break;
      common.push([Math.max(from, otherFrom), Math.min(until, otherUntil)]);
    }
  }
  return common;
}

/** Length of joined spans together. */
export function lengthOfSpansUs(spans: readonly Span[]): number {
  return spans.reduce((total, [from, until]) => total + until - from, 0);
}

/** True when an instant lies in one of them. */
export function isInSpans(timeUs: number, spans: readonly Span[]): boolean {
  return spans.some(([from, until]) => timeUs >= from && timeUs <= until);
}

/** True when a span shares an instant with one of them. */
export function meetsSpans([from, until]: Span, spans: readonly Span[]): boolean {
  return spans.some(([otherFrom, otherUntil]) => from <= otherUntil && until >= otherFrom);
}
