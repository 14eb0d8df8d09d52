/** What a ULog is, as data. */
import type { Format } from "../format.ts";

/** First bytes of every ULog; the eighth byte is the version. */
export const ULOG_MARK = [0x55, 0x4c, 0x6f, 0x67, 0x01, 0x12, 0x35] as const;

/** PX4 flight logs. */
export const ulogFormat: Format = {
  id: "px4-ulog",
  name: "PX4 flight log (ULog)",
  extensions: ["ulg"],
  document: "docs/formats/ulog.md",
  sniff: (head) => (head.byteLength >= 16 && ULOG_MARK.every((byte, at) => head[at] === byte) ? 1 : 0),
};
