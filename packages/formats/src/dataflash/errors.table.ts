/** Codes of what can be wrong with a DataFlash log, with the sentence for a person. `{count}` is a number. */
export const dataflashErrors = {
  "dataflash-not-dataflash": "The file does not begin with a DataFlash format message; nothing was read.",
  "dataflash-no-data": "The log holds formats but no measurements.",
  "dataflash-truncated": "The log ends inside a message; what stood before was read.",
  "dataflash-bad-bytes": "{count} bytes of the log are not messages and were skipped.",
  "dataflash-bad-lines": "{count} lines of the log do not fit their format and were skipped.",
  "dataflash-bad-format": "A message format of the log contradicts itself; messages of that kind were not read.",
  "dataflash-thinned": "The log has more messages of a kind than are read at once; they were thinned out evenly.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of a DataFlash issue or error. */
export type DataflashErrorCode = keyof typeof dataflashErrors;
