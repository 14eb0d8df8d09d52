/**
 * The little XML that S3 servers answer with: elements and text. Bounded in bytes, depth and elements; a document type, an unknown entity or
 * anything that is not well formed is refused. Attributes are passed over.
 */
import { FormatError } from "@creance/core";

/** An element. */
export interface XmlElement {
  /** Without a namespace prefix. */
  readonly name: string;
  /** Its own text, trimmed; empty where there is none. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const MAX_CHARACTERS = 4 * 1_048_576;
const MAX_DEPTH = 12;
const MAX_ELEMENTS = 40_000;
const NAME = /^[A-Za-z_][\w.:-]{0,99}$/;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

interface Open {
  readonly raw: string;
  readonly children: XmlElement[];
  text: string;
}

/** The root element. Throws `FormatError` (`bad-answer`). Reads each character once. */
export function readXml(bytes: Uint8Array): XmlElement {
  if (bytes.byteLength > MAX_CHARACTERS) throw fault(MAX_CHARACTERS, "longer than 4 MiB");
  const xml = new TextDecoder("utf-8").decode(bytes);
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let at = 0;
  while (at < xml.length) {
    const tag = xml.indexOf("<", at);
    const text = xml.slice(at, tag === -1 ? xml.length : tag);
    const inside = open.at(-1);
    if (inside !== undefined) inside.text += unescaped(text, at);
    else if (text.trim() !== "") throw fault(at, "text outside of the root element");
    if (tag === -1) break;
    const end = closeOf(xml, tag);
    const body = xml.slice(tag + 1, end);
    at = end + 1;
    if (body.startsWith("?") || body.startsWith("!--")) continue;
    if (body.startsWith("!")) throw fault(tag, "a document type or another declaration");
    if (body.startsWith("/")) {
      const closing = open.pop();
      if (closing === undefined || closing.raw !== body.slice(1).trim()) throw fault(tag, "an end without its beginning");
      root = close(closing, open, root);
      continue;
    }
    elements += 1;
    const isEmpty = body.endsWith("/");
    const raw = (isEmpty ? body.slice(0, -1) : body).split(/\s/, 1)[0] ?? "";
    if (!NAME.test(raw)) throw fault(tag, "no name of an element");
    if (elements > MAX_ELEMENTS || open.length >= MAX_DEPTH) throw fault(tag, "too many elements");
    if (root !== undefined) throw fault(tag, "a second root element");
    const begun: Open = { raw, children: [], text: "" };
    if (isEmpty) root = close(begun, open, root);
    else open.push(begun);
  }
  if (root === undefined || open.length > 0) throw fault(xml.length, "ends too early");
  return root;
}

/** Text of the first child of that name; `undefined`: there is none. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

/** All children of that name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** End of a tag. Comments and instructions end by their own signs, tags by `>` outside of quotes. */
function closeOf(xml: string, tag: number): number {
  for (const [begin, end] of [
    ["<!--", "-->"],
    ["<?", "?>"],
  ] as const) {
    if (!xml.startsWith(begin, tag)) continue;
    const found = xml.indexOf(end, tag + begin.length);
    if (found === -1) throw fault(tag, "ends inside a comment");
    return found + end.length - 1;
  }
  let quote = "";
  for (let at = tag + 1; at < xml.length; at++) {
    const sign = xml.charAt(at);
    if (quote !== "") {
      if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === ">") return at;
    else if (sign === "<") break;
  }
  throw fault(tag, "ends inside a tag");
}

function close(closing: Open, open: readonly Open[], root: XmlElement | undefined): XmlElement | undefined {
  const element: XmlElement = { name: closing.raw.split(":").at(-1) ?? closing.raw, text: closing.text.trim(), children: closing.children };
  const parent = open.at(-1);
  if (parent === undefined) return element;
  parent.children.push(element);
  return root;
}

function unescaped(text: string, offset: number): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&]{0,10})(;?)/g, (_, name: string, end: string) => {
    const number = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
    const code = number === null ? Number.NaN : number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
    const sign = Number.isNaN(code) ? ENTITIES[name] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    if (end === "" || sign === undefined) throw fault(offset, "an entity that is not known");
    return sign;
  });
}

function fault(offset: number, detail: string): FormatError {
  return new FormatError("bad-answer", { format: "s3-answer", offset, field: "xml" }, detail);
}
