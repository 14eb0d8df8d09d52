/** Issues of logs and exports, with the sentence for a person (packages/flight/README.md lists them). */
import type { Issue } from "@creance/core";

/** What a log does not say or says in a way that cannot be used: no damage. */
export const logNotes = {
  "no-utc":
    "The file says no date, or no time zone for its times, so the instants in UTC are unknown; times within the flight are known where it has them.",
  "no-times": "The file has no times: its track is a line without clock, elapsed time is 0 in every row.",
  "date-from-file-name":
    "The date stands only in the file's name, which can be changed by anyone; it is in the camera's or phone's local time.",
  "unknown-unit": "Columns say no unit that is known here; their values were left out.",
  "ambiguous-date": "Day and month cannot be told apart in this file's dates; they were not used.",
  "time-goes-back": "Times in the file go back; those rows keep the time of the row before.",
  "height-not-kept": "Heights in this file are above sea level, an ellipsoid or the ground, not above take-off; they are not in the track.",
  "planned-route": "The file holds a planned route, not a recorded track; its points are shown as a line.",
  "not-a-track": "The file holds places or shapes without times, not a track.",
  "gps-time": "Times are those of the satellites; the leap seconds since 1980 were taken off to get UTC.",
  "no-messages": "The file holds no messages.",
  "shapes-left-out": "Shapes and places that are no track were left out.",
} as const;

/** Damage in logs and exports. */
const logFaults = {
  "unreadable-values": "Cells that should hold numbers hold something else; they were left out.",
  "short-rows": "Rows have fewer cells than the header; what is missing is unknown.",
  "wide-rows": "Rows have more cells than the header, so their values cannot be told apart; they were left out.",
  "long-rows": "Rows are longer than the limit or end inside quotes; they were left out.",
  "implausible-positions": "Positions outside the range of latitude and longitude were left out.",
} as const;

/** Every code of this table. */
export const logIssueCodes = { ...logNotes, ...logFaults } as const;

/** Code of an issue of a log. */
export type LogIssueCode = keyof typeof logIssueCodes;

/** An issue of a code; `detail` is added to the sentence: counts and names of columns. */
export function logIssue(code: LogIssueCode, offset: number, field: string | null, detail?: string): Issue {
  return { code, offset, field, sentence: detail === undefined ? logIssueCodes[code] : `${logIssueCodes[code]} ${detail}` };
}
