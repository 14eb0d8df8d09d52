/** The one order of text: by UTF-8 bytes, which is the order of code points and not the one of JavaScript's `<` (UTF-16 units). */

/** So few values are sorted by comparing them. */
const FEW = 16;
/** Digits of a sort key: the end of the text, then 128 characters. */
const DIGITS = 129;
/** Places behind a sort key's digits: 2^24 times 129^4 is below 2^53. */
const PLACES = 2 ** 24;

/** Negative, zero or positive as `a` stands before, at or after `b` by code points. Both are well-formed. */
export function compareText(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

/** Sorts in place by code points. */
export function sortText(values: string[]): string[] {
  const before = values.slice();
  const order = textOrder(before);
  for (let at = 0; at < values.length; at += 1) values[at] = before[order[at] as number] as string;
  return values;
}

/** The places of values in the order of code points. ASCII, which nearly all text is, takes a third of the time that comparing takes. */
export function textOrder(values: readonly string[]): Uint32Array {
  const order = Uint32Array.from(values.keys());
  if (values.length > PLACES || !values.every(isAscii)) return order.sort((a, b) => compareText(values[a] as string, values[b] as string));
  sortAscii(values, order);
  return order;
}

/** Places `low` to `high` (exclusive) of an order, whose values agree in their first `depth` characters. */
interface Span {
  readonly low: number;
  readonly high: number;
  readonly depth: number;
}

/** Sorts by the next 4 characters as one number, with a value's place behind them, then each run of equal ones by the characters after. */
function sortAscii(values: readonly string[], order: Uint32Array): void {
  const scratch = new Float64Array(order.length);
  const spans: Span[] = [{ low: 0, high: order.length, depth: 0 }];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const { low, high, depth } = span;
    if (high - low <= FEW) {
      insert(values, order, span);
      continue;
    }
    const keys = scratch.subarray(low, high);
    for (let at = low; at < high; at += 1) {
      const place = order[at] as number;
      keys[at - low] = keyAt(values[place] as string, depth) * PLACES + place;
    }
    keys.sort();
    let start = low;
    let digits = -1;
    for (let at = low; at < high; at += 1) {
      const key = keys[at - low] as number;
      const next = Math.floor(key / PLACES);
      order[at] = key - next * PLACES;
      if (next === digits) continue;
      // Values that end within these characters are equal.
      if (at - start > 1 && digits % DIGITS !== 0) spans.push({ low: start, high: at, depth: depth + 4 });
      start = at;
      digits = next;
    }
    if (high - start > 1 && digits % DIGITS !== 0) spans.push({ low: start, high, depth: depth + 4 });
  }
}

/** Sorts a few by comparing. */
function insert(values: readonly string[], order: Uint32Array, { low, high }: Span): void {
  for (let from = low + 1; from < high; from += 1) {
    const place = order[from] as number;
    const value = values[place] as string;
    let to = from;
    while (to > low && (values[order[to - 1] as number] as string) > value) {
      order[to] = order[to - 1] as number;
      to -= 1;
    }
    order[to] = place;
  }
}

function isAscii(value: string): boolean {
  for (let at = 0; at < value.length; at += 1) if (value.charCodeAt(at) >= 0x80) return false;
  return true;
}

function keyAt(value: string, depth: number): number {
  let key = 0;
  for (let at = depth; at < depth + 4; at += 1) key = key * DIGITS + (at < value.length ? value.charCodeAt(at) + 1 : 0);
  return key;
}

/** Surrogates stand for code points above U+FFFF: they go behind U+E000 to U+FFFF. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
