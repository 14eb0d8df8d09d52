/** Codes of what can be wrong with an export so that nothing is read from it. */
export const flightCsvErrors = {
  "csv-no-header": "No row of the first 64 KiB is the header of a known export.",
} as const satisfies Readonly<Record<string, string>>;
