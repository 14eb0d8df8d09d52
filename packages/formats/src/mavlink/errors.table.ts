/** Codes of what can be wrong with a MAVLink telemetry log, with the sentence for a person. `{count}` is a number. */
export const mavlinkErrors = {
  "mavlink-not-tlog": "The file holds no MAVLink frames with time stamps; nothing was read.",
  "mavlink-truncated": "The log ends inside a frame; what stood before was read.",
  "mavlink-bad-bytes": "{count} bytes of the log are not frames and were skipped.",
  "mavlink-bad-checksum": "{count} frames of the log do not have their checksum; they were not read.",
  "mavlink-thinned": "The log has more messages of a kind than are read at once; they were thinned out evenly.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of a MAVLink issue or error. */
export type MavlinkErrorCode = keyof typeof mavlinkErrors;
