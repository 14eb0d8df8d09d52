/** Codes of the issues that the normal form adds to those of the reader. */
import type { Issue } from "@creance/core";

/** Every issue code of this package, with its meaning. */
export const flightIssueCodes = {
  "no-rows": "No flight-controller record could be read, so there is no track.",
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
]);

/** An issue of a code. */
export function flightIssue(code: FlightIssueCode, offset: number, field: string | null): Issue {
  return { code, offset, field, sentence: flightIssueCodes[code] };
}
