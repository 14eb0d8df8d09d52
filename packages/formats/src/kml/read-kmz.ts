/** Reads KMZ: a zip archive whose first KML document is the one that counts (docs/formats/tracks.md, section 3). */
import { type ByteSource, type Issue, isFormatError, memorySource, type Platform } from "@creance/core";
import type { Format } from "../format.ts";
import { MAX_TRACK_POINTS, type ReadTrackFileOptions, type TrackFile, trackFileError } from "../track-file.ts";
import { isZipMember, readZip, type ZipMember } from "../zip/index.ts";
import { readKml } from "./read-kml.ts";

/** Largest document inside, bytes. */
const MAX_DOCUMENT_BYTES = 268_435_456;
const MAX_MEMBERS = 10_000;

/** KMZ files: zip archives that begin with `doc.kml` or `wpmz/`, and small ones that hold nothing but one KML document and pictures. */
export const kmzFormat: Format = {
  id: "kmz",
  name: "KMZ places and tracks",
  extensions: ["kmz"],
  document: "docs/formats/tracks.md",
  sniff: (head, sizeBytes) => {
    if (head.byteLength < 40 || head[0] !== 0x50 || head[1] !== 0x4b || head[2] !== 3 || head[3] !== 4) return 0;
    if (/^(?:doc\.kml$|wpmz\/)/i.test(nameAt(head, 26, 30))) return 0.97;
    const names = head.byteLength >= sizeBytes ? memberNames(head) : [];
    const documents = names.filter((name) => /\.kml$/i.test(name)).length;
    return documents === 1 && names.every((name) => /\.(?:kml|png|jpe?g|gif)$|\/$/i.test(name)) ? 0.97 : 0;
  },
};

/** Names in the directory of an archive that is here as a whole; at most a thousand. */
function memberNames(bytes: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 30; at + 46 <= bytes.byteLength && names.length < 1000; at += 1) {
    at = bytes.indexOf(0x50, at);
    if (at < 0) break;
    if (bytes[at + 1] === 0x4b && bytes[at + 2] === 1 && bytes[at + 3] === 2) names.push(nameAt(bytes, at + 28, at + 46));
  }
  return names;
}

function nameAt(bytes: Uint8Array, lengthAt: number, nameStart: number): string {
  const lengthBytes = ((bytes[lengthAt] as number) | ((bytes[lengthAt + 1] as number) << 8)) & 0xffff;
  return new TextDecoder("utf-8").decode(bytes.subarray(nameStart, nameStart + Math.min(lengthBytes, 300)));
}

/** Reads the KML document of a KMZ. Offsets are those of its member in the archive. Throws a `FormatError` when there is none. */
export async function readKmz(
  source: ByteSource,
  { platform, ...options }: ReadTrackFileOptions & { readonly platform: Platform },
): Promise<TrackFile> {
  const issues: Issue[] = [];
  let best: ZipMember | undefined;
  for await (const item of readZip(source, { platform, maxTotalBytes: Number.MAX_SAFE_INTEGER, maxMembers: MAX_MEMBERS })) {
    if (!isZipMember(item)) issues.push(item);
    else if (/\.kml$/i.test(item.path) && (best === undefined || (depth(item) === 0 && depth(best) > 0))) best = item;
  }
  if (best === undefined) throw trackFileError("track-no-member", "kmz");
  if (best.sizeBytes > MAX_DOCUMENT_BYTES) throw trackFileError("track-too-large", "kmz");
  const at = best.byteOffset;
  const { bytes, issue } = await unpack(best);
  if (issue !== undefined) issues.push(issue);
  const file = await readKml(memorySource(bytes), { maxPoints: options.maxPoints ?? MAX_TRACK_POINTS });
  return {
    ...file,
    format: "kmz",
    points: file.points.map((point) => ({ ...point, byteOffset: at })),
    fields: file.fields.map((field) => ({ ...field, byteOffset: at, lengthBytes: 0 })),
    issues: [...issues, ...file.issues.map((found) => ({ ...found, offset: at }))],
  };
}

/** The member's bytes, as far as they can be unpacked. */
async function unpack(member: ZipMember): Promise<{ readonly bytes: Uint8Array; readonly issue?: Issue }> {
  const parts: Uint8Array[] = [];
  let issue: Issue | undefined;
  try {
    for await (const part of member.open()) parts.push(part);
  } catch (error) {
    if (!isFormatError(error) || parts.length === 0) throw error;
    issue = { code: error.code, offset: member.byteOffset, field: member.path, sentence: error.message };
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return issue === undefined ? { bytes } : { bytes, issue };
}

function depth({ path }: ZipMember): number {
  return path.split("/").length - 1;
}
