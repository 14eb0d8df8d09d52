/** What a telemetry log is, as data. */
import { isPlausibleEpochUs } from "@creance/core";
import type { Format } from "../format.ts";
import { recordBytes, stampAt } from "./frame.ts";

/** Frames that must follow each other at the start. */
const SURE_FRAMES = 5;

/** Telemetry logs of ground stations. */
export const mavlinkTlogFormat: Format = {
  id: "mavlink-tlog",
  name: "MAVLink telemetry log",
  extensions: ["tlog"],
  document: "docs/formats/mavlink.md",
  sniff: (head, sizeBytes) => {
    if (head.byteLength < 16) return 0;
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    let at = 0;
    let frames = 0;
    while (frames < SURE_FRAMES && at < head.byteLength) {
      const length = recordBytes(head, at);
      if (length <= 0 || at + length > head.byteLength) break;
      at += length;
      frames += 1;
    }
    if (frames === 0) return 0;
    const isStamped = isPlausibleEpochUs(stampAt(view, 0));
    if (frames >= SURE_FRAMES) return isStamped ? 0.95 : 0.6;
    // A short log: only whole frames, to the last byte.
    return isStamped && at === sizeBytes ? 0.7 : 0;
  },
};
