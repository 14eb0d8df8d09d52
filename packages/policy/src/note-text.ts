/** Signed notes (C2SP signed-note): a text, an empty line, and lines of signatures. */

/** What stands between the text and its signatures. */
const SIGNATURES = "\n\n\u2014 ";

/** The text of a signed note without its final line end; any other text as it is. Signatures are not checked here. */
export function noteText(text: string): string {
  if (!text.startsWith("{")) return text;
  const end = text.lastIndexOf(SIGNATURES);
  return end < 0 ? text : text.slice(0, end);
}
