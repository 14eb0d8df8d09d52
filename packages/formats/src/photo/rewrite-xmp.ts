/** Takes properties out of XMP packets where they stand: attribute or element become spaces, the packet keeps its length. */
import { xmlText } from "@creance/core";
import type { XmpProperty } from "../xmp/xmp-property.ts";
import type { XmpPart } from "./photo-file.ts";
import { photoIssue } from "./photo-issue.ts";
import { changed, type RewriteWork } from "./rewrite-exif.ts";
import { xmpField } from "./xmp-part.ts";

const SPACE = 0x20;
const LT = 0x3c;
const GT = 0x3e;

/**
 * Applies the choice to a packet. Gives "whole" when the packet has to go as a whole: it is damaged (`strict`: even when nothing that was
 * read is to go), or cut over several segments.
 */
export async function rewriteXmp(work: RewriteWork, part: XmpPart, strict: boolean): Promise<"done" | "whole"> {
  const wanted = part.properties.flatMap((property) => {
    const choice = work.choose(xmpField(property, part.prefix));
    return choice === "keep" ? [] : [{ property, choice }];
  });
  if (strict && part.damaged && !part.extended) return "whole";
  if (wanted.length === 0 && !(strict && part.damaged)) return "done";
  if (part.damaged || part.extended) {
    for (const { property } of wanted) changed(work, xmpField(property, part.prefix), "removed");
    if (part.extended) work.issues.push(photoIssue("rewrite-part-removed", part.from, "ExtendedXMP"));
    return "whole";
  }
  const bytes = new Uint8Array(await work.source.read(part.from, part.to));
  // From the back: what is blanked never stands before a place that is still to be found.
  for (const { property, choice } of wanted.toReversed()) {
    const at = property.byteOffset - part.from;
    const field = xmpField(property, part.prefix);
    const text = choice === "remove" ? undefined : new TextEncoder().encode(xmlText(choice.replaceBy));
    const isReplaced = text !== undefined && replaceAt(bytes, at, property.lengthBytes, text);
    if (text !== undefined && !isReplaced) work.issues.push(photoIssue("rewrite-no-room", field.byteOffset, field.name));
    if (!isReplaced) blank(bytes, at, property);
    changed(work, field, isReplaced ? "replaced" : "removed");
  }
  work.plan.patch(part.from, bytes);
  return "done";
}

function isQuote(byte: number | undefined): boolean {
  return byte === 0x22 || byte === 0x27;
}

/** Writes a shorter text and moves the closing quote or tag up to it; what is left becomes spaces. */
function replaceAt(bytes: Uint8Array, at: number, lengthBytes: number, text: Uint8Array): boolean {
  if (text.length > lengthBytes) return false;
  const after = at + lengthBytes;
  const closes = isQuote(bytes[at - 1]) ? after + 1 : bytes[after] === LT && bytes[after + 1] === 0x2f ? bytes.indexOf(GT, after) + 1 : 0;
  if (closes === 0) return false;
  const closing = bytes.slice(after, closes);
  bytes.fill(SPACE, at, closes);
  bytes.set(text, at);
  bytes.set(closing, at + text.length);
  return true;
}

function blank(bytes: Uint8Array, at: number, property: XmpProperty): void {
  const after = at + property.lengthBytes;
  if (isQuote(bytes[at - 1])) {
    let start = at - 2;
    while (start > 0 && (bytes[start] === 0x3d || (bytes[start] as number) <= SPACE)) start -= 1;
    while (start > 0 && (bytes[start - 1] as number) > SPACE) start -= 1;
    bytes.fill(SPACE, start, after + 1);
    return;
  }
  const open = bytes.lastIndexOf(LT, at - 1);
  const close = bytes[after] === LT && bytes[after + 1] === 0x2f ? bytes.indexOf(GT, after) : -1;
  const isPlainTag = open >= 0 && bytes[at - 1] === GT && !bytes.subarray(open, at).includes(0x3d);
  if (isPlainTag && close >= 0) bytes.fill(SPACE, open, close + 1);
  else bytes.fill(SPACE, at, after);
}
