/** Walks the segments of a JPEG from its start to its first scan, by ranges (docs/formats/jpeg.md). */
import type { ByteSource, Issue } from "@creance/core";
import { photoError, photoIssue } from "../photo/photo-issue.ts";
import { contentOf, IDENTIFIER_BYTES, isFrame, type JpegSegment, markerName } from "./jpeg-segment.ts";

/** The part of a JPEG before its compressed data. */
export interface JpegSegments {
  /** SOI and SOS not among them. */
  readonly segments: readonly JpegSegment[];
  /** Where the first scan begins (its marker); `null` when there is none. */
  readonly scanOffset: number | null;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly issues: readonly Issue[];
}

/** Where a JPEG stands and how much of it is walked. */
export interface JpegPlace {
  /** Offset of SOI; 0 unless told. */
  readonly at?: number;
  /** Where it ends at the latest; the source's size unless told. */
  readonly end?: number;
}

const MAX_SEGMENTS = 4096;
/** Steps over fill bytes and marks without content: rubbish of a GB is not walked to its end. */
const MAX_EMPTY_STEPS = 65_536;

/** Reads the segments. Throws `jpeg-not` when there is no SOI; damage becomes issues. Give it a `nearSource`: it reads a few bytes at a time. */
export async function readJpegSegments(source: ByteSource, place: JpegPlace = {}): Promise<JpegSegments> {
  const start = place.at ?? 0;
  const end = Math.min(place.end ?? source.size, source.size);
  const head = await source.read(Math.min(start, end), Math.min(start + 3, end));
  if (head[0] !== 0xff || head[1] !== 0xd8 || head[2] !== 0xff) throw photoError("jpeg-not", "jpeg", start);
  const segments: JpegSegment[] = [];
  const issues: Issue[] = [];
  let size: { readonly widthPx: number; readonly heightPx: number } | undefined;
  const result = (scanOffset: number | null): JpegSegments => ({
    segments,
    scanOffset,
    widthPx: size?.widthPx ?? null,
    heightPx: size?.heightPx ?? null,
    issues,
  });
  let emptySteps = 0;
  for (let at = start + 2; ; ) {
    if (segments.length >= MAX_SEGMENTS) {
      issues.push(photoIssue("jpeg-too-many-segments", at));
      return result(null);
    }
    const bytes = await source.read(at, Math.min(end, at + 4 + IDENTIFIER_BYTES));
    if (bytes.length < 4) {
      issues.push(photoIssue(bytes[1] === 0xd9 ? "jpeg-no-picture" : "jpeg-cut", at));
      return result(null);
    }
    const marker = bytes[1] as number;
    if (bytes[0] !== 0xff || marker === 0 || marker === 0xd8 || emptySteps > MAX_EMPTY_STEPS) {
      issues.push(photoIssue("jpeg-bad-marker", at));
      return result(null);
    }
    if (marker === 0xff) {
      const fill = bytes.findIndex((byte) => byte !== 0xff);
      at += fill < 0 ? bytes.length - 1 : fill - 1;
      emptySteps += 1;
      continue;
    }
    if (marker === 0xd9) {
      issues.push(photoIssue("jpeg-no-picture", at));
      return result(null);
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
      emptySteps += 1;
      continue;
    }
    const lengthBytes = 2 + (((bytes[2] as number) << 8) | (bytes[3] as number));
    if (lengthBytes < 4) {
      issues.push(photoIssue("jpeg-bad-marker", at));
      return result(null);
    }
    if (at + lengthBytes > end) {
      issues.push(photoIssue("jpeg-cut", at, markerName(marker)));
      return result(null);
    }
    if (marker === 0xda) return result(at);
    const content = contentOf(marker, bytes.subarray(4, Math.min(bytes.length, lengthBytes)));
    segments.push({
      marker,
      name: markerName(marker),
      content: content.name,
      byteOffset: at,
      lengthBytes,
      dataOffset: at + 4 + content.lengthBytes,
    });
    if (isFrame(marker) && size === undefined && lengthBytes >= 9 && bytes.length >= 9)
      size = {
        heightPx: ((bytes[5] as number) << 8) | (bytes[6] as number),
        widthPx: ((bytes[7] as number) << 8) | (bytes[8] as number),
      };
    at += lengthBytes;
  }
}
