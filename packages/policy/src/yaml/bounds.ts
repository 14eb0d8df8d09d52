/** Bounds of a policy text, checked before anything is built from it: its parser calls itself once a level and compares keys in pairs. */
import { type CST, Lexer } from "yaml";

/** Characters of a file. */
const MAX_TEXT_LENGTH = 1024 * 1024;
/** Pieces that a file's text falls into (words, spaces, marks). */
const MAX_PIECES = 200_000;
/** Levels of lists and maps inside each other. */
const MAX_DEPTH = 12;
/** Keys of one map. */
const MAX_KEYS = 64;
/** Entries of one list. */
const MAX_ENTRIES = 5_000;

/** A bound that is passed, and where. */
export interface BoundFault {
  readonly offset: number;
  readonly sentence: string;
}

/** The text's own bounds: length and pieces. */
export function textBoundFault(text: string): BoundFault | null {
  if (text.length > MAX_TEXT_LENGTH) return { offset: 0, sentence: `The file is longer than ${MAX_TEXT_LENGTH} characters.` };
  let pieces = 0;
  for (const _ of new Lexer().lex(text)) {
    if (++pieces > MAX_PIECES) return { offset: 0, sentence: `The file has more than ${MAX_PIECES} words and marks.` };
  }
  return null;
}

/** Depth and counts of what the text holds. */
export function tokenBoundFault(tokens: readonly CST.Token[]): BoundFault | null {
  const left: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { token, depth } = next;
    if (depth > MAX_DEPTH) return { offset: token.offset, sentence: `Lists and maps are nested more than ${MAX_DEPTH} deep here.` };
    if (token.type === "document" && token.value !== undefined) left.push({ token: token.value, depth: depth + 1 });
    if (!("items" in token)) continue;
    const isMap = token.type === "block-map" || (token.type === "flow-collection" && token.start.type === "flow-map-start");
    const most = isMap ? MAX_KEYS : MAX_ENTRIES;
    if (token.items.length > most)
      return { offset: token.offset, sentence: `This ${isMap ? "map" : "list"} has more than ${most} entries.` };
    for (const { key, value } of token.items) {
      if (key !== undefined && key !== null) left.push({ token: key, depth: depth + 1 });
      if (value !== undefined) left.push({ token: value, depth: depth + 1 });
    }
  }
  return null;
}
