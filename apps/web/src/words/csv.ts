/** Comma-separated values by RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe. */

/** One CSV text with a head and CRLF line ends. `null` is an empty field. */
export function csvText(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return [head, ...rows]
    .map((row) => row.map(csvField).join(","))
    .join("\r\n")
    .concat("\r\n");
}

function csvField(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
