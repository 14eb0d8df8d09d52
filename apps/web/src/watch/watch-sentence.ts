/** What is known of all kept captures, in one sentence. */
import type { CapturePage } from "@creance/api";
import { formatBytes, isPlausibleEpochUs } from "@creance/core";
import { count, grouped } from "../words/count.ts";
import type { Words } from "../words/words.ts";

/** What the sentence is made from; `null` is not known. */
export interface WatchParts {
  readonly page: Pick<CapturePage, "total" | "totals">;
  /** Captures that there are without the search. */
  readonly all: number;
  readonly firstTimeUs: number | null;
  readonly lastTimeUs: number | null;
  readonly servers: number | null;
}

/** `3 captures from 12 Sep 2026 to 14 Sep 2026: 61 servers in 1,204 conversations; 8.8 MB went out, 91 MB came in.` */
export function watchSentence({ page, all, firstTimeUs, lastTimeUs, servers }: WatchParts, words: Pick<Words, "day">): string {
  if (page.total === 0) return all === 0 ? "No capture is kept." : `No capture matches; ${count(all, "capture")} without the search.`;
  const start = page.total === all ? count(all, "capture") : `${grouped(page.total)} of ${count(all, "capture")}`;
  const first = words.day(firstTimeUs, null);
  const last = words.day(lastTimeUs, null);
  // Some devices record with a clock that was never set: such a time is no span of days.
  const told = firstTimeUs !== null && lastTimeUs !== null && isPlausibleEpochUs(firstTimeUs) && isPlausibleEpochUs(lastTimeUs);
  const span = !told ? "" : first === last ? ` on ${first}` : ` from ${first} to ${last}`;
  const who = servers === null ? "" : `${count(servers, "server")} in `;
  return `${start}${span}: ${who}${count(page.totals.conversations, "conversation")}; ${formatBytes(page.totals.bytesOut)} went out, ${formatBytes(page.totals.bytesIn)} came in.`;
}
