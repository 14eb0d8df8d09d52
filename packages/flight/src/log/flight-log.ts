/** What a log of another autopilot, an export or a manual entry says, before it is cut into flights. */
import type { Issue } from "@creance/core";
import type { MetadataField } from "@creance/formats";
import type { Aircraft, AppInfo, Battery, FlightClaims, FlightClock, FlightEvent, RecordCount, Track } from "../types.ts";

/** A log in the normal form's columns. Unknown is NaN in columns and `null` elsewhere: nothing is guessed, smoothed or filled in. */
export interface FlightLog {
  /** Format id, e.g. `px4-ulog`. */
  readonly format: string;
  /** Version of the format as the file states it, 0 where the format has none. */
  readonly version: number;
  readonly damaged: boolean;
  /** All rows in file order; `elapsedMs` counts from the first row and never goes back; `timeUs` is UTC or NaN. */
  readonly track: Track;
  readonly clock: FlightClock;
  /** Events by `row` of the whole track. `elapsedMs` and `timeUs` may be left NaN/null: they are taken from the row. */
  readonly events: readonly FlightEvent[];
  readonly aircraft: Aircraft;
  readonly batteries: readonly Battery[];
  readonly app: AppInfo;
  /** What the file itself says in sums (summary lines of an export), `null` where it says nothing. */
  readonly claims: FlightClaims | null;
  /** Photos taken as the log counts them; `null` where it does not say. */
  readonly photos: number | null;
  readonly records: readonly RecordCount[];
  /** Everything named that the file carries beside its rows: serials, hardware ids, places, account parts. At most 5,000. */
  readonly fields: readonly MetadataField[];
  readonly issues: readonly Issue[];
}
