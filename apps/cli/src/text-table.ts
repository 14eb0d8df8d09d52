/** A table in plain text: columns as wide as their widest cell, control characters made visible. */

/** Yields the lines of a table. */
export function* textTable(heads: readonly string[], rows: readonly (readonly string[])[]): Generator<string> {
  const shown = rows.map((row) => row.map(printable));
  const widths = heads.map((head, column) => shown.reduce((width, row) => Math.max(width, (row[column] ?? "").length), head.length));
  for (const row of [heads, ...shown]) {
    yield `${row
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join("  ")
      .trimEnd()}\n`;
  }
}

/** Characters that a terminal obeys or that turn the reading direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
export const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text from a file as it may be shown on a terminal: control characters become `·`. */
export function printable(text: string): string {
  return text.replace(CONTROLS, "·");
}
