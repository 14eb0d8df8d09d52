/** Names of values in forms, XML and heads of messages, and the layers that a place in a head adds. */
import type { EncodingLayer } from "../encoding-layers.table.ts";

const LOOK_BACK = 4096;
const MAX_NAME = 100;

/** The key of a form's value at `offset`: `sn` in `a=1&sn=...`. */
export function formField(bytes: Uint8Array, offset: number): string | null {
  let from = offset;
  const floor = Math.max(0, offset - LOOK_BACK);
  while (from > floor && !isOneOf(bytes[from - 1], "&?; \r\n")) from--;
  const text = textOf(bytes, from, Math.min(bytes.length, from + MAX_NAME));
  const name = /^([^=&\s]{1,100})=/.exec(text)?.[1];
  return name === undefined ? null : readable(name);
}

/** The element, or the attribute behind `@`, that holds the byte at `offset`. */
export function xmlField(bytes: Uint8Array, offset: number): string | null {
  const before = textOf(bytes, Math.max(0, offset - LOOK_BACK), Math.min(bytes.length, offset + 1));
  const open = before.lastIndexOf("<");
  if (open < 0) return null;
  const tag = before.slice(open);
  const name = /^<([\w:.-]{1,64})/.exec(tag)?.[1];
  if (name === undefined) {
    // Behind an end tag or a comment: the element is not known from here.
    return null;
  }
  if (tag.includes(">")) return name;
  const attribute = /([\w:.-]{1,64})\s*=\s*["'][^"']*$/.exec(tag)?.[1];
  return attribute === undefined ? name : `${name}@${attribute}`;
}

/** Where in a message's head a byte stands. */
export interface HeadPlace {
  /** `form` in the query of the target, else nothing. */
  readonly layers: readonly EncodingLayer[];
  /** Key of the query, name of the field in lower case, `cookie.name`; `null` in the path. */
  readonly field: string | null;
}

const query: readonly EncodingLayer[] = ["form"];
const none: readonly EncodingLayer[] = [];

/** The place of the byte at `offset` in a head: start line and lines of fields. */
export function headPlace(bytes: Uint8Array, offset: number): HeadPlace {
  let from = offset;
  while (from > 0 && bytes[from - 1] !== 0x0a) from--;
  const line = textOf(bytes, from, Math.min(bytes.length, from + 8192));
  const inLine = offset - from;
  const colon = line.indexOf(":", 1);
  const isTarget = from === 0 ? !/^[\w-]+:\s/.test(line) && !line.startsWith(":") : false;
  if (isTarget || line.startsWith(":path:")) {
    const mark = line.indexOf("?");
    if (mark < 0 || inLine <= mark) return { layers: none, field: null };
    return { layers: query, field: formField(bytes, offset) };
  }
  if (colon < 1 || inLine <= colon) return { layers: none, field: null };
  const name = line.slice(0, colon).trim().toLowerCase().slice(0, MAX_NAME);
  if (name === "cookie" || name === "set-cookie") {
    const cookie = /([^;,\s=]{1,64})=[^;]*$/.exec(line.slice(colon + 1, inLine + 1))?.[1];
    return { layers: none, field: cookie === undefined ? name : `cookie.${readable(cookie)}` };
  }
  if (name === "referer" || name === "location") {
    const mark = line.indexOf("?", colon);
    if (mark >= 0 && inLine > mark) return { layers: query, field: `${name}.${formField(bytes, offset) ?? ""}` };
  }
  return { layers: none, field: readable(name) };
}

function isOneOf(byte: number | undefined, characters: string): boolean {
  return byte !== undefined && characters.includes(String.fromCharCode(byte));
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}

/** Names come from the traffic: whatever is no plain character is left out. */
function readable(name: string): string {
  return name.replace(/[^!-~]/g, "");
}
