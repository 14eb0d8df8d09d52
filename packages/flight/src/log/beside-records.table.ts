/** Files that lie beside a flight's own record and tell a part of it: shown, but no flight of their own in sums and matching. */

/** Format id to what such a file is, in words for a list. */
const besideRecords: Readonly<Record<string, string>> = {
  "dji-app-log": "app messages only",
  "dji-mrk": "places of pictures only",
};

/** What a format holds in place of a flight, in words; `null` for a format that records flights. */
export function besideRecordWords(format: string): string | null {
  return besideRecords[format] ?? null;
}
