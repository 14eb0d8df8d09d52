/** Ranges of bytes. */

/** From `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The same bytes as ranges in order that neither overlap nor touch. */
export function mergedRanges(ranges: readonly Range[]): readonly Range[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of ranges.filter((range) => range.end > range.start).sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** What of `whole` is not in `parts`; `parts` merged. */
export function complementOf(parts: readonly Range[], whole: readonly Range[]): readonly Range[] {
  const rest: Range[] = [];
  const inOrder = mergedRanges(whole);
  let index = 0;
  for (const { start, end } of inOrder) {
    let at = start;
    while (index < parts.length && (parts[index] as Range).end <= start) index += 1;
    for (let each = index; each < parts.length && (parts[each] as Range).start < end; each += 1) {
      const part = parts[each] as Range;
      if (part.start > at) rest.push({ start: at, end: part.start });
      at = Math.max(at, part.end);
    }
    if (at < end) rest.push({ start: at, end });
  }
  return rest;
}

/** Starts and ends, alternating. */
export function flatRanges(ranges: readonly Range[]): Float64Array {
  const flat = new Float64Array(ranges.length * 2);
  ranges.forEach(({ start, end }, index) => {
    flat[index * 2] = start;
    flat[index * 2 + 1] = end;
  });
  return flat;
}
