/** Codes of the issues that the normal form adds to those of the reader. */
import type { Issue } from "@creance/core";
import { logNotes } from "./log/log-issues.table.ts";

/** Every issue code of this package, with its meaning. */
export const flightIssueCodes = {
  "no-rows": "No record of where the aircraft was could be read, so there is no track.",
  "too-many-rows": "The record has more rows than are read at once; the rest was left out.",
  "too-many-events": "More events happened than are listed; the most severe were kept.",
} as const;

/** Code of an issue of this package. */
export type FlightIssueCode = keyof typeof flightIssueCodes;

/** Issues of the reader that say nothing about the file's own damage. */
export const harmlessIssueCodes: ReadonlySet<string> = new Set([
  "sealed",
  "wrong-key",
  "too-many-keys",
  "picture-lengths",
  "too-many-events",
  ...Object.keys(logNotes),
  // What the logger says of itself, and what was left out because there is so much of it.
  "ulog-dropouts",
  "ulog-thinned",
  "ulog-too-many-texts",
  "dataflash-thinned",
  "mavlink-thinned",
]);

/** An issue of a code. */
export function flightIssue(code: FlightIssueCode, offset: number, field: string | null): Issue {
  return { code, offset, field, sentence: flightIssueCodes[code] };
}
