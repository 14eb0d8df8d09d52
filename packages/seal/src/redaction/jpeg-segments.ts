/** Segments that a JPEG needs or that are kept for what they show: what stands in them beyond that. */
import type { ByteSource } from "@creance/core";
import type { JpegSegment } from "@creance/formats";
import { isPlainProfile } from "./colour-profile.ts";
import { complementOf, mergedRanges, type Range } from "./ranges.ts";

/** Marker, length and values: JFIF 1.02 without its thumbnail, and Adobe's mark. */
const JFIF_BYTES = 18;
const ADOBE_BYTES = 16;
const MOST_PROFILE_BYTES = 16_777_216;

/** Bytes of a segment that go; what is left stays a whole segment, the rest becomes an empty comment. */
interface SegmentCut {
  readonly kind: "preview" | "other";
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly patches: readonly { readonly start: number; readonly bytes: Uint8Array }[];
}

/** The thumbnail of a JFIF segment, unless it stays, and bytes behind the values of it and of Adobe's. */
export async function segmentCuts(
  source: ByteSource,
  segments: readonly JpegSegment[],
  keepsPreviews: boolean,
): Promise<readonly SegmentCut[]> {
  const cuts: SegmentCut[] = [];
  for (const { content, byteOffset, lengthBytes } of segments) {
    const end = byteOffset + lengthBytes;
    if (content === "Adobe" && lengthBytes > ADOBE_BYTES) cuts.push(cutAt("other", "APP14 Adobe", byteOffset, ADOBE_BYTES, end));
    if (content !== "JFIF" || lengthBytes < JFIF_BYTES) continue;
    const [width = 0, height = 0] = await source.read(byteOffset + 16, byteOffset + JFIF_BYTES);
    const whole = JFIF_BYTES + 3 * width * height;
    if (keepsPreviews && whole <= lengthBytes) {
      if (whole < lengthBytes) cuts.push(cutAt("other", "APP0 JFIF", byteOffset, whole, end));
      continue;
    }
    const noSize = { start: byteOffset + 16, bytes: Uint8Array.of(0, 0) };
    if (lengthBytes > JFIF_BYTES) {
      const cut = cutAt(width * height > 0 ? "preview" : "other", "APP0 JFIF thumbnail", byteOffset, JFIF_BYTES, end);
      cuts.push({ ...cut, patches: [...cut.patches, noSize] });
    }
  }
  return cuts;
}

function cutAt(kind: SegmentCut["kind"], name: string, byteOffset: number, keptBytes: number, end: number): SegmentCut {
  const start = byteOffset + keptBytes;
  const rest = new Uint8Array(end - start);
  // A comment takes four bytes at least; fewer are filled as before any marker.
  if (rest.length < 4) rest.fill(0xff);
  else rest.set([0xff, 0xfe, (rest.length - 2) >> 8, (rest.length - 2) & 255]);
  const length = Uint8Array.of((keptBytes - 2) >> 8, (keptBytes - 2) & 255);
  return {
    kind,
    name,
    start,
    end,
    patches: [
      { start: byteOffset + 2, bytes: length },
      { start, bytes: rest },
    ],
  };
}

/** Segments that go whole: further ones of a kind that stands once, colour profiles that say more than colours, lists of pictures that cannot be read. */
export async function unreadableSegments(source: ByteSource, segments: readonly JpegSegment[]): Promise<ReadonlySet<JpegSegment>> {
  const gone = new Set<JpegSegment>();
  for (const kind of ["JFIF", "Adobe", "MPF"]) {
    for (const again of segments.filter(({ content }) => content === kind).slice(1)) gone.add(again);
  }
  for (const segment of segments) {
    if (segment.content === "JFIF" && segment.lengthBytes < JFIF_BYTES) gone.add(segment);
    if (segment.content === "Adobe" && segment.lengthBytes < ADOBE_BYTES) gone.add(segment);
    if (segment.content === "MPF" && (await mpfSlack(source, segment)) === null) gone.add(segment);
  }
  const profile = segments.filter(({ content }) => content === "ICC_PROFILE");
  if (profile.length > 0 && !(await isWholePlainProfile(source, profile))) for (const segment of profile) gone.add(segment);
  return gone;
}

/** Its pieces carry their number and how many there are. */
async function isWholePlainProfile(source: ByteSource, segments: readonly JpegSegment[]): Promise<boolean> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for (const { dataOffset, byteOffset, lengthBytes } of segments) {
    const piece = await source.read(dataOffset, byteOffset + lengthBytes);
    const [number = 0, count = 0] = piece;
    bytes += piece.byteLength;
    if (count !== segments.length || number < 1 || number > count || pieces[number - 1] !== undefined || bytes > MOST_PROFILE_BYTES)
      return false;
    pieces[number - 1] = piece.slice(2);
  }
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return isPlainProfile(whole);
}

/** What a list of pictures (CIPA DC-007) holds beside its version, its count and its list; `null` when it cannot be read. */
export async function mpfSlack(source: ByteSource, { dataOffset, byteOffset, lengthBytes }: JpegSegment): Promise<readonly Range[] | null> {
  const end = byteOffset + lengthBytes;
  const bytes = await source.read(dataOffset, end);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 14) return null;
  const littleEndian = bytes[0] === 0x49;
  const from = view.getUint32(4, littleEndian);
  if (from < 8 || from + 2 > bytes.byteLength) return null;
  const count = view.getUint16(from, littleEndian);
  if (from + 2 + count * 12 > bytes.byteLength) return null;
  const kept: Range[] = [
    { start: 0, end: 8 },
    { start: from, end: from + 2 },
  ];
  for (let at = from + 2; at < from + 2 + count * 12; at += 12) {
    const tag = view.getUint16(at, littleEndian);
    // An entry that is not needed keeps its number and says nothing.
    kept.push({ start: at, end: at + (tag >= 0xb000 && tag <= 0xb002 ? 12 : 8) });
    if (tag !== 0xb002) continue;
    const start = view.getUint32(at + 8, littleEndian);
    const listBytes = view.getUint32(at + 4, littleEndian);
    if (start + listBytes > bytes.byteLength) return null;
    kept.push({ start, end: start + listBytes });
  }
  return complementOf(mergedRanges(kept), [{ start: 0, end: bytes.byteLength }]).map((range) => ({
    start: dataOffset + range.start,
    end: dataOffset + range.end,
  }));
}
