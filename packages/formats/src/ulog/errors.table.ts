/** Codes of what can be wrong with a ULog, with the sentence for a person. `{count}` is a number. */
export const ulogErrors = {
  "ulog-not-ulog": "The file does not begin with the ULog mark; nothing was read.",
  "ulog-incompatible": "The log says it uses features that this reader does not know, so it was not read.",
  "ulog-no-data": "The log ends before its first data message; it holds no measurements.",
  "ulog-truncated": "The log ends inside a message; what stood before was read.",
  "ulog-bad-bytes": "{count} bytes of the log are not messages and were skipped.",
  "ulog-bad-format": "A message format of the log is not understood; messages of that kind were not read.",
  "ulog-orphans": "{count} data messages belong to no topic that the log names; they were not read.",
  "ulog-short-messages": "{count} data messages are shorter than their format; they were not read.",
  "ulog-dropouts": "The logger itself lost data {count} times while it wrote.",
  "ulog-thinned": "The log has more messages of a topic than are read at once; they were thinned out evenly.",
  "ulog-too-many-texts": "The log has more texts, parameters or information than are listed; the rest was left out.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of a ULog issue or error. */
export type UlogErrorCode = keyof typeof ulogErrors;
