/** Country databases of conversations from several captures, which may have been read at different times with different ones. */
import type { FlowRow } from "@creance/api";
import type { CountryDatabase } from "./where.tsx";

/**
 * The databases in the order of the opinions where all rows have the same; none where they differ, so that no opinion gets a wrong name.
 * Without dates: another capture may have been read with another snapshot, and each conversation says its own.
 */
export function sharedDatabases(rows: readonly Pick<FlowRow, "countries">[]): CountryDatabase[] {
  const lists = new Map<string, CountryDatabase[]>();
  for (const { countries } of rows) {
    if (countries.length === 0) continue;
    const names = countries.map(({ database }) => ({ database, date: "" }));
    lists.set(JSON.stringify(names), names);
  }
  const [first, ...others] = lists.values();
  return first === undefined || others.length > 0 ? [] : first;
}
