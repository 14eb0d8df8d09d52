/** The one order of text: by UTF-8 bytes, which is the order of code points and not the one of JavaScript's `<` (UTF-16 units). */

/** Text that holds units from which on UTF-16 order and code-point order differ. */
const HIGH_UNIT = /[\ud800-\uffff]/;

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
  return values.some((value) => HIGH_UNIT.test(value)) ? values.sort(compareText) : values.sort();
}

/** Surrogates stand for code points above U+FFFF: they go behind U+E000 to U+FFFF. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
