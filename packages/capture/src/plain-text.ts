/** Names that strangers wrote (apps, operators), fit to stand in a list, a line, a table: on one line, in reading order. */

/** Control characters, ends of lines and paragraphs, and marks that turn the reading direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The text with each unfit character as U+FFFD. */
export function plainText(text: string): string {
  return text.replace(UNFIT, "\ufffd");
}
