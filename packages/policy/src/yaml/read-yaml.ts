/**
 * A policy text as plain values with the place of each: YAML 1.2, core schema, one document. Tags, anchors, aliases and directives are refused: whoever
 * reads the file must see in each place what stands there.
 */
import { Composer, type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, Parser } from "yaml";
import { quoted } from "../problem.ts";
import type { PolicyProblem } from "../types.ts";
import { textBoundFault, tokenBoundFault } from "./bounds.ts";
import { hiddenCharacter } from "./hidden-character.ts";
import { yamlFaultSentence } from "./yaml-faults.table.ts";

/** A key or an index on the way to a value. */
export type PathStep = string | number;

/** What a text holds. */
export interface YamlText {
  readonly value: unknown;
  /** Line and column, from 1: of the value, or of the nearest one around it that exists. */
  readonly placeOf: (path: readonly PathStep[]) => { readonly line: number; readonly column: number };
}

/** The values, or what is wrong with the text. Never throws. */
export function readYaml(text: string): { readonly yaml: YamlText | null; readonly problems: readonly PolicyProblem[] } {
  const lines = new LineCounter();
  const problems: PolicyProblem[] = [];
  const problem = (offset: number, sentence: string): void => {
    problems.push({ ...placeAt(lines, offset), path: "", sentence });
  };
  const tooLong = textBoundFault(text);
  if (tooLong !== null) {
    problem(tooLong.offset, tooLong.sentence);
    return { yaml: null, problems };
  }
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const hidden = hiddenCharacter(text);
  if (hidden !== null) problem(hidden.offset, hidden.sentence);
  const tooMuch = tokenBoundFault(tokens);
  if (tooMuch !== null) problem(tooMuch.offset, tooMuch.sentence);
  const directive = tokens.find(({ type }) => type === "directive");
  if (directive !== undefined)
    problem(directive.offset, "Directives (% at the start of a line) are not used in a policy: leave the line out.");
  if (problems.length > 0) return { yaml: null, problems };

  const composer = new Composer({
    version: "1.2",
    schema: "core",
    customTags: null,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: "silent",
  });
  const documents = [...composer.compose(tokens, true, text.length)] as Document.Parsed[];
  const [first, second] = documents;
  for (const { code, message, pos } of documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]))
    problem(pos[0], yamlFaultSentence(code, message));
  if (second !== undefined) problem(second.range[0], "The file holds a second document (after ---): a policy is one.");
  if (problems.length > 0 || first === undefined) return { yaml: null, problems };

  const places = new Map<string, number>();
  const value = plainValue(first.contents as ParsedNode | null, []);
  if (problems.length > 0) return { yaml: null, problems };
  return { yaml: { value, placeOf }, problems };

  function placeOf(path: readonly PathStep[]): { readonly line: number; readonly column: number } {
    for (let length = path.length; length >= 0; length--) {
      const offset = places.get(JSON.stringify(path.slice(0, length)));
      if (offset !== undefined) return placeAt(lines, offset);
    }
    return { line: 1, column: 1 };
  }

  function plainValue(node: ParsedNode | null, path: readonly PathStep[]): unknown {
    if (node === null) return null;
    // A map or list is where its key is: there a reader looks for what is missing in it.
    if (isScalar(node) || typeof path.at(-1) !== "string") places.set(JSON.stringify(path), node.range[0]);
    if (isAlias(node)) {
      problem(node.range[0], "Aliases (*name) are not used in a policy: write the value here, so that a reader sees it.");
      return null;
    }
    if (node.anchor !== undefined) problem(node.range[0], "Anchors (&name) are not used in a policy: leave it out.");
    if (node.tag !== undefined) problem(node.range[0], `Tags (${quoted(node.tag)}) are not used in a policy: leave it out.`);
    if (isScalar(node)) return node.value;
    if (isSeq(node)) return node.items.map((item, index) => plainValue(item as ParsedNode | null, [...path, index]));
    if (!isMap(node)) return null;
    const entries: [string, unknown][] = [];
    for (const { key, value } of node.items as readonly { readonly key: ParsedNode | null; readonly value: ParsedNode | null }[]) {
      if (!isScalar(key) || typeof key.value !== "string") {
        problem(key?.range[0] ?? node.range[0], "A word is expected as the key here.");
        continue;
      }
      const keyPath = [...path, key.value];
      places.set(JSON.stringify(keyPath), key.range[0]);
      plainValue(key as ParsedNode, keyPath);
      entries.push([key.value, plainValue(value, keyPath)]);
    }
    return Object.fromEntries(entries);
  }
}

function placeAt(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
