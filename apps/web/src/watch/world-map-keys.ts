/** Walking through the marks of a map by keys. */

/** The code that a key leads to from another; `undefined` when the key means nothing or there is nowhere to go. Arrows go round. */
export function nextMark(codes: readonly string[], from: string | undefined, key: string): string | undefined {
  if (codes.length === 0) return undefined;
  const at = from === undefined ? -1 : codes.indexOf(from);
  if (key === "ArrowRight" || key === "ArrowDown") return codes[(at + 1) % codes.length];
  if (key === "ArrowLeft" || key === "ArrowUp") return codes[(Math.max(at, 0) - 1 + codes.length) % codes.length];
  if (key === "Home") return codes[0];
  if (key === "End") return codes[codes.length - 1];
  return undefined;
}
