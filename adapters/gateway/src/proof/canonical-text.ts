/** Canonical JSON (RFC 8785) of a document without half UTF-16 pairs: members sorted by code units, numbers as ECMAScript prints them. */

/** The text of a value that `JSON.stringify` can write. Throws for numbers that JSON cannot carry. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === "number" && !Number.isFinite(member)) throw new Error(`${member} is not a number JSON can carry`);
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}
