/** Logs of other autopilots, exports and flights entered by hand: read into the normal form and cut into flights. */
import { logReveals } from "@creance/exposure";
import { type FlightLog, type FlightLogReader, flightsOfLog, type NormalRecord } from "@creance/flight";
import type { Format } from "@creance/formats";
import type { Reading } from "@creance/vault";
import { emptyReading } from "../empty-reading.ts";
import { toFlightReading } from "../flight-reading.ts";
import { baseName } from "./base-name.ts";
import { isSyntheticLog } from "./is-synthetic.ts";
import { MOST_ISSUES, MOST_REVEALS, type OriginalRead, type ReadOriginalOptions } from "./original-read.ts";
import { damagedSentence, unreadableReading } from "./unreadable-reading.ts";

/** Reads a log. */
export async function readLogOriginal(options: ReadOriginalOptions, format: Format, read: FlightLogReader): Promise<OriginalRead> {
  const { sha256, source, platform } = options;
  try {
    const log = await read(source, { platform, fileName: baseName(options.fileName) });
    const normal = flightsOfLog(log);
    const synthetic = isSyntheticLog(log, options.fileName);
    const reading: Reading = {
      ...emptyReading(sha256),
      format: normal.format,
      formatVersion: normal.version,
      damaged: normal.damaged,
      // The flights of a log are called by the whole file: nothing else of it is sure to stay the same.
      regionSha256: normal.identity.regionSha256 === "" ? null : normal.identity.regionSha256,
      sentence: logSentence(log, normal, format),
      issues: normal.issues.slice(0, MOST_ISSUES),
      flights: normal.flights.map((flight) => {
        const made = toFlightReading(normal, flight);
        return { ...made, summary: { ...made.summary, synthetic } };
      }),
      reveals: logReveals(log.fields, normal).slice(0, MOST_REVEALS),
    };
    return { reading, tracks: normal.flights.map(({ segment, track }) => ({ segment, track })), samples: null };
  } catch (error) {
    return { reading: unreadableReading(sha256, format, error), tracks: [], samples: null };
  }
}

function logSentence({ issues }: FlightLog, normal: NormalRecord, format: Format): string | null {
  if (normal.damaged) return damagedSentence(normal.issues);
  if (normal.flights.length === 0) return `${format.name}: it holds no flight. ${issues[0]?.sentence ?? ""}`.trim();
  return issues[0]?.sentence ?? null;
}
