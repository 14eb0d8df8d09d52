/** A window of a sorted order without sorting all of it: paging costs time in proportion to the rows, wherever the page lies. */

/** Keys to sort by, the first first: a number for each item, ascending; NaN is last. */
export type SortKeys = readonly Float64Array[];

/** Items `from` to `to` (exclusive) of 0 to `count - 1` in sorted order. Items with equal keys stay in their own order. */
export function sortWindow(count: number, keys: SortKeys, from: number, to: number): Uint32Array {
  const items = new Uint32Array(count);
  for (let item = 0; item < count; item += 1) items[item] = item;
  const [start, end] = [Math.min(from, count), Math.min(to, count)];
  if (end <= start) return new Uint32Array(0);
  if (keys.length === 0) return items.subarray(start, end);
  const compare = (a: number, b: number): number => {
    for (const key of keys) {
      const x = key[a] as number;
      const y = key[b] as number;
      if (x < y) return -1;
      if (x > y) return 1;
      if (x === y) continue;
      // At least one is NaN.
      const unknown = Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      if (unknown !== 0) return unknown;
    }
    return a - b;
  };
  if (start > 0) partition(items, start, 0, compare);
  if (end < count) partition(items, end, start, compare);
  return items.subarray(start, end).sort(compare);
}

/** Moves the items so that those before `place` all come before those from it on (quickselect); items before `low` are left alone. */
function partition(items: Uint32Array, place: number, low: number, compare: (a: number, b: number) => number): void {
  let left = low;
  let right = items.length - 1;
  // An unlucky order must not cost the square of its length: after so many rounds the rest is sorted.
  for (let rounds = 2 * (32 - Math.clz32(items.length)); left < right; rounds -= 1) {
    if (rounds === 0) {
      items.subarray(left, right + 1).sort(compare);
      return;
    }
    const pivot = medianOf(items[left] as number, items[(left + right) >>> 1] as number, items[right] as number, compare);
    let i = left;
    let j = right;
    while (i <= j) {
      while (compare(items[i] as number, pivot) < 0) i += 1;
      while (compare(items[j] as number, pivot) > 0) j -= 1;
      if (i > j) break;
      const item = items[i] as number;
      items[i] = items[j] as number;
      items[j] = item;
      i += 1;
      j -= 1;
    }
    if (place <= j) right = j;
    else if (place >= i) left = i;
    else return;
  }
}

function medianOf(a: number, b: number, c: number, compare: (a: number, b: number) => number): number {
  if (compare(a, b) < 0) return compare(b, c) < 0 ? b : compare(a, c) < 0 ? c : a;
  return compare(a, c) < 0 ? a : compare(b, c) < 0 ? c : b;
}
