/**
 * Reads the properties of an XMP packet (ISO 16684-1): RDF attributes and elements, structures, Seq, Bag and Alt. Namespaces are told by
 * their URI, never by the prefix (docs/formats/xmp.md). Never throws: what breaks off becomes an issue.
 */
import { type Issue, isFormatError } from "@creance/core";
import { photoIssue } from "../photo/photo-issue.ts";
import { type XmlErrorCode, xmlErrors } from "../xml/errors.table.ts";
import type { XmlStart } from "../xml/xml-event.ts";
import { readXml } from "../xml/xml-reader.ts";
import { xmpNamespaces } from "./namespaces.table.ts";
import type { XmpProperty } from "./xmp-property.ts";

/** What a packet says. */
export interface XmpPacket {
  readonly properties: readonly XmpProperty[];
  readonly issues: readonly Issue[];
}

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const MAX_PROPERTIES = 4096;
/** Longest path and prefix that are kept, most prefixes that are known at once: hostile packets multiply them. */
const MAX_PATH = 400;
const MAX_PREFIX = 64;
const MAX_PREFIXES = 256;
/** Longest value that is kept. */
const MAX_VALUE = 65_536;

interface Open {
  /** What this element is: a property (or a field of one), a list, an item, or something around them. */
  readonly role: "around" | "property" | "list";
  readonly path: string;
  readonly prefixes: ReadonlyMap<string, string>;
  /** Items met so far, of a list. */
  items: number;
  text: string;
  textAt: number;
  textEnd: number;
  hasChildren: boolean;
}

/** Reads a packet whose first byte stands at `baseOffset` in the original. */
export function readXmp(bytes: Uint8Array, format: string, baseOffset: number): XmpPacket {
  const properties: XmpProperty[] = [];
  const issues: Issue[] = [];
  const stack: Open[] = [];
  const add = (name: string, value: string, byteOffset: number, lengthBytes: number): void => {
    if (properties.length < MAX_PROPERTIES) properties.push({ name, value: value.slice(0, MAX_VALUE), byteOffset, lengthBytes });
  };
  try {
    const end = packetEnd(bytes);
    for (const event of readXml(bytes.subarray(0, end), { format, baseOffset })) {
      const parent = stack.at(-1);
      if (event.kind === "start") {
        if (parent !== undefined) parent.hasChildren = true;
        stack.push(openElement(event, parent, add));
      } else if (event.kind === "text") {
        if (parent === undefined || parent.role !== "property" || parent.text.length > MAX_VALUE) continue;
        if (parent.text === "") parent.textAt = event.byteOffset;
        parent.text += event.text;
        parent.textEnd = event.byteOffset + event.lengthBytes;
      } else {
        const closed = stack.pop();
        if (closed?.role === "property" && !closed.hasChildren && (closed.text !== "" || closed.textAt >= 0))
          add(closed.path, closed.text, closed.textAt, Math.max(0, closed.textEnd - closed.textAt));
      }
    }
  } catch (error) {
    if (!isFormatError(error)) throw error;
    issues.push({ code: error.code, offset: error.where.offset, field: "XMP", sentence: xmlErrors[error.code as XmlErrorCode] });
  }
  if (properties.length >= MAX_PROPERTIES) issues.push(photoIssue("too-many-fields", baseOffset, "XMP"));
  return { properties, issues };
}

/** A packet is often followed by zeros or blanks; some writers put rubbish behind the last tag. */
function packetEnd(bytes: Uint8Array): number {
  const last = bytes.lastIndexOf(0x3e);
  return last < 0 ? bytes.length : last + 1;
}

function openElement(
  event: XmlStart,
  parent: Open | undefined,
  add: (name: string, value: string, at: number, length: number) => void,
): Open {
  const prefixes = prefixesOf(event, parent?.prefixes ?? new Map());
  const name = resolved(event.name, prefixes, true);
  const isRdf = name.uri === RDF;
  let role: Open["role"] = "around";
  let path = parent?.path ?? "";
  if (isRdf && (name.local === "Seq" || name.local === "Bag" || name.local === "Alt") && parent?.role === "property") role = "list";
  else if (isRdf && name.local === "li" && parent?.role === "list") {
    parent.items += 1;
    role = "property";
    path = `${path}[${parent.items}]`;
  } else if (!isRdf && name.uri !== "adobe:ns:meta/") {
    role = "property";
    path = joined(path, name.prefix, name.local);
  }
  let isAnnotated = false;
  for (const attribute of event.attributes) {
    const { name: written, value, byteOffset, lengthBytes } = attribute;
    if (written === "xmlns" || written.startsWith("xmlns:") || written.startsWith("xml:")) continue;
    const said = resolved(written, prefixes, false);
    if (said.uri === RDF) {
      if (said.local === "resource") add(path === "" ? "rdf:resource" : path, value, byteOffset, lengthBytes);
      else if (said.local === "about" && value !== "") add("rdf:about", value, byteOffset, lengthBytes);
      else continue;
    } else add(joined(path, said.prefix, said.local), value, byteOffset, lengthBytes);
    isAnnotated = true;
  }
  return { role, path, prefixes, items: 0, text: "", textAt: -1, textEnd: -1, hasChildren: isAnnotated };
}

function joined(path: string, prefix: string, local: string): string {
  if (path === "") return prefix === "" ? local : `${prefix}:${local}`;
  const parentPrefix = path.slice(0, Math.max(0, path.indexOf(":")));
  return `${path}/${prefix === "" || prefix === parentPrefix ? local : `${prefix}:${local}`}`.slice(0, MAX_PATH);
}

function prefixesOf(event: XmlStart, above: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  let prefixes: Map<string, string> | undefined;
  for (const { name, value } of event.attributes) {
    if (name !== "xmlns" && !name.startsWith("xmlns:")) continue;
    if ((prefixes ?? above).size >= MAX_PREFIXES) break;
    prefixes ??= new Map(above);
    prefixes.set(name === "xmlns" ? "" : name.slice(6, 6 + MAX_PREFIX), value);
  }
  return prefixes ?? above;
}

function resolved(
  written: string,
  prefixes: ReadonlyMap<string, string>,
  isElement: boolean,
): { readonly uri: string; readonly prefix: string; readonly local: string } {
  const colon = written.indexOf(":");
  const prefix = colon < 0 ? "" : written.slice(0, Math.min(colon, MAX_PREFIX));
  const local = written.slice(colon + 1, colon + 1 + MAX_PATH);
  const uri = colon < 0 && !isElement ? "" : (prefixes.get(prefix) ?? (prefix === "rdf" ? RDF : ""));
  return { uri, prefix: Object.hasOwn(xmpNamespaces, uri) ? (xmpNamespaces[uri] as string) : prefix, local };
}
