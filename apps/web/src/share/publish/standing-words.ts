/** How flights stand on the public page, in words. */
import type { PublicFlightPage, PublicFlightRow } from "@creance/api";
import { count, grouped } from "../../words/count.ts";

/** One flight. */
export const standingWords: Readonly<Record<PublicFlightRow["standing"], string>> = {
  review: "in review",
  shown: "published",
  waiting: "waiting",
  withdrawn: "withdrawn",
};

/** All of them, in a sentence. */
export function standingSentence({ review, shown, waiting, withdrawn }: PublicFlightPage["counts"]): string {
  const all = review + shown + waiting + withdrawn;
  if (all === 0) return "No flight is kept: the page would hold counts of requests only.";
  const parts = [
    `${grouped(review)} in review`,
    ...(waiting === 0 ? [] : [`${grouped(waiting)} waiting`]),
    ...(withdrawn === 0 ? [] : [`${grouped(withdrawn)} withdrawn`]),
  ];
  return `The public would see ${shown === 0 ? "none" : grouped(shown)} of ${count(all, "flight")}: ${parts.join(", ")}.`;
}
