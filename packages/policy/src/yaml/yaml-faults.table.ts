/** What the YAML parser's faults mean to a person, by its code. */

const sentences: Readonly<Record<string, string>> = {
  BAD_INDENT: "This line is indented differently from the lines it belongs to.",
  BLOCK_AS_IMPLICIT_KEY: "A key and its value stand in one line, or the value indented below; here is a second key.",
  DUPLICATE_KEY: "This key stands twice in the same place: keep one.",
  MISSING_CHAR: "Something is missing here: a colon, a space after one, a comma, or a closing bracket or quote.",
  MULTILINE_IMPLICIT_KEY: "A key cannot reach over several lines: is the colon missing?",
  TAB_AS_INDENT: "A tab stands where spaces are expected: indent with spaces.",
  UNEXPECTED_TOKEN: "This does not belong here.",
  BAD_ALIAS: "Aliases (*name) are not used in a policy: write the value here. A text that begins with * needs quotes.",
  TAG_RESOLVE_FAILED: "Tags (!name) are not used in a policy: leave it out. A text that begins with ! needs quotes.",
  BAD_SCALAR_START: "A text cannot begin with this character: put it in quotes.",
  BAD_DQ_ESCAPE: "This \\ sequence is not known: write \\\\ for a backslash, or use single quotes.",
};

/** One sentence for a fault. The parser's own words are used for what the table does not name; they repeat no text of the file. */
export function yamlFaultSentence(code: string, message: string): string {
  return sentences[code] ?? `The YAML cannot be read here: ${message.replace(/[^\x20-\x7e]/g, "?").slice(0, 120)}.`;
}
