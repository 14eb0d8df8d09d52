/** What a flight record reveals to anyone who has the file. */
import { formatBytes } from "@creance/core";
import type { NormalRecord } from "@creance/flight";
import type { DjiFlightRecord } from "@creance/formats";
import { headerReveals } from "./header-reveals.ts";
import { recordReveals } from "./record-reveals.ts";
import type { Reveal } from "./reveal.ts";

/**
 * Everything in the file that names a machine, a person or a place, with the bytes where it stands. Of a sealed record: what is
 * readable without any key. Values of records come from what the reader decoded; a sealed record has none.
 */
export function whatThisReveals(record: DjiFlightRecord, normal: NormalRecord): Reveal[] {
  return [...headerReveals(record), ...recordReveals(record, normal), ...pictureReveals(record)];
}

function pictureReveals(record: DjiFlightRecord): Reveal[] {
  return record.pictures.map(({ kind, byteOffset, lengthBytes }) => ({
    kind: "picture",
    label: kind === "shrunk" ? "Embedded picture, small" : "Embedded picture",
    value: `JPEG, ${formatBytes(lengthBytes)}`,
    byteOffset,
    lengthBytes,
    scrambled: false,
    sentence: "A picture of the site, unencrypted in every version; it may carry its own position and time.",
  }));
}
