/** What a picture's reader takes from XMP packets: the standard one and the extended one that is cut over several segments. */
import type { ByteSource, Issue } from "@creance/core";
import type { JpegSegment } from "../jpeg/jpeg-segment.ts";
import type { MetadataField } from "../metadata-field.ts";
import { readXmp } from "../xmp/read-xmp.ts";
import type { XmpProperty } from "../xmp/xmp-property.ts";
import { photoField, type XmpPart } from "./photo-file.ts";
import { photoIssue } from "./photo-issue.ts";

const MAX_PACKET_BYTES = 4_194_304;
/** GUID, length and offset before the data of an extended segment. */
const EXTENDED_HEAD = 40;

/** Reads the packet between two offsets. */
export async function xmpPart(
  source: ByteSource,
  place: { readonly format: string; readonly prefix: string; readonly from: number; readonly to: number },
  issues: Issue[],
): Promise<XmpPart> {
  const { format, prefix, from, to } = place;
  const end = Math.min(to, from + MAX_PACKET_BYTES);
  if (end < to) issues.push(photoIssue("xmp-too-large", from, "XMP"));
  const packet = readXmp(await source.read(from, end), format, from);
  issues.push(...packet.issues);
  return { prefix, from, to, properties: packet.properties, damaged: packet.issues.length > 0 || end < to, extended: false };
}

/** Puts the parts of an extended packet together and reads it; offsets are those of the file. */
export async function extendedXmpPart(
  source: ByteSource,
  segments: readonly JpegSegment[],
  prefix: string,
  issues: Issue[],
): Promise<XmpPart | null> {
  const parts: { readonly at: number; readonly bytes: Uint8Array; readonly fileOffset: number }[] = [];
  let fullLength = 0;
  let totalBytes = 0;
  for (const segment of segments) {
    const end = segment.byteOffset + segment.lengthBytes;
    if (end - segment.dataOffset <= EXTENDED_HEAD) continue;
    totalBytes += end - segment.dataOffset;
    if (totalBytes > MAX_PACKET_BYTES) {
      issues.push(photoIssue("xmp-too-large", segment.byteOffset, "ExtendedXMP"));
      break;
    }
    const bytes = await source.read(segment.dataOffset, end);
    if (bytes.length <= EXTENDED_HEAD) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    fullLength = view.getUint32(32);
    parts.push({ at: view.getUint32(36), bytes: bytes.subarray(EXTENDED_HEAD), fileOffset: segment.dataOffset + EXTENDED_HEAD });
  }
  parts.sort((a, b) => a.at - b.at);
  let length = 0;
  const whole: typeof parts = [];
  for (const part of parts) {
    if (part.at !== length) break;
    whole.push(part);
    length += part.bytes.length;
  }
  const first = parts[0];
  if (first === undefined) return null;
  if (length !== fullLength) issues.push(photoIssue("xmp-part-missing", first.fileOffset, "ExtendedXMP"));
  const text = new Uint8Array(length);
  for (const { at, bytes } of whole) text.set(bytes, at);
  const packet = readXmp(text, "jpeg", 0);
  const inFile = (offset: number): number => {
    const part = whole.findLast(({ at }) => at <= offset);
    return part === undefined ? first.fileOffset : part.fileOffset + offset - part.at;
  };
  issues.push(...packet.issues.map((issue) => ({ ...issue, offset: inFile(issue.offset) })));
  const properties = packet.properties.map((property) => ({ ...property, byteOffset: inFile(property.byteOffset) }));
  const damaged = packet.issues.length > 0 || length !== fullLength;
  return { prefix, from: first.fileOffset, to: first.fileOffset, properties, damaged, extended: true };
}

/** Properties as fields. */
export function xmpFields(part: XmpPart): MetadataField[] {
  return part.properties.map((property) => xmpField(property, part.prefix));
}

/** A property as a field. */
export function xmpField({ name, value, byteOffset, lengthBytes }: XmpProperty, prefix: string): MetadataField {
  return photoField("xmp", prefix + name, value, byteOffset, lengthBytes);
}
