/** The items of a HEIF `meta` box: kind (`iinf`), place (`iloc`), size (`iprp`), what is a thumbnail of what (`iref`), the primary one (`pitm`). */
import type { Issue } from "@creance/core";
import { type Box, boxesIn } from "../mp4/boxes.ts";
import { photoIssue } from "../photo/photo-issue.ts";
import { ByteCursor } from "./byte-cursor.ts";

/** One item. */
export interface HeicItem {
  readonly id: number;
  /** Four characters: `hvc1`, `Exif`, `mime`, `jpeg`, `grid` ... */
  readonly type: string;
  /** Of a `mime` item. */
  readonly contentType: string | null;
  /** Where it stands when it is one piece of the file; `null` for others. */
  readonly byteOffset: number | null;
  readonly lengthBytes: number;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** The item that this one is a thumbnail of. */
  readonly thumbnailOf: number | null;
}

const MAX_ITEMS = 4096;

interface Draft {
  id: number;
  type: string;
  contentType: string | null;
  byteOffset: number | null;
  lengthBytes: number;
  widthPx: number | null;
  heightPx: number | null;
  thumbnailOf: number | null;
}

/** Reads the items. `bytes` is the content of `meta`, which stands at `base`. */
export function readHeicItems(
  bytes: Uint8Array,
  base: number,
  boxes: readonly Box[],
  sizeBytes: number,
  issues: Issue[],
): { readonly items: readonly HeicItem[]; readonly primaryId: number | null } {
  const drafts = new Map<number, Draft>();
  const draft = (id: number): Draft | undefined => {
    const found = drafts.get(id);
    if (found !== undefined || drafts.size >= MAX_ITEMS) return found;
    const made: Draft = {
      id,
      type: "",
      contentType: null,
      byteOffset: null,
      lengthBytes: 0,
      widthPx: null,
      heightPx: null,
      thumbnailOf: null,
    };
    drafts.set(id, made);
    return made;
  };
  let primaryId: number | null = null;
  const part = (box: Box): Uint8Array => bytes.subarray(box.contentStart - base, box.end - base);
  for (const box of boxes) {
    try {
      if (box.type === "pitm") primaryId = primaryItem(part(box));
      else if (box.type === "iinf") readInfo(bytes, base, box, draft);
      else if (box.type === "iloc") readPlaces(part(box), sizeBytes, issues, box.start, draft);
      else if (box.type === "iref") readThumbnailReferences(bytes, base, box, draft);
      else if (box.type === "iprp") readSizes(bytes, base, box, draft);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      issues.push(photoIssue("heic-damaged", box.start, box.type));
    }
  }
  return { items: [...drafts.values()].filter(({ type }) => type !== ""), primaryId };
}

function primaryItem(content: Uint8Array): number {
  const cursor = new ByteCursor(content);
  const version = cursor.uint(1);
  cursor.skip(3);
  return cursor.uint(version === 0 ? 2 : 4);
}

function readInfo(bytes: Uint8Array, base: number, box: Box, draft: (id: number) => Draft | undefined): void {
  const version = bytes[box.contentStart - base] ?? 0;
  const from = box.contentStart - base + 4 + (version === 0 ? 2 : 4);
  for (const entry of boxesIn(bytes, { base, from, to: box.end - base }).boxes) {
    if (entry.type !== "infe") continue;
    const cursor = new ByteCursor(bytes.subarray(entry.contentStart - base, entry.end - base));
    const entryVersion = cursor.uint(1);
    cursor.skip(3);
    if (entryVersion < 2) continue;
    const item = draft(cursor.uint(entryVersion === 2 ? 2 : 4));
    cursor.skip(2);
    const type = cursor.text(4);
    if (item === undefined) continue;
    item.type = type;
    if (type === "mime") {
      cursor.zeroTerminated();
      item.contentType = cursor.zeroTerminated();
    }
  }
}

function readPlaces(content: Uint8Array, sizeBytes: number, issues: Issue[], at: number, draft: (id: number) => Draft | undefined): void {
  const cursor = new ByteCursor(content);
  const version = cursor.uint(1);
  cursor.skip(3);
  const sizes = cursor.uint(1);
  const moreSizes = cursor.uint(1);
  const count = cursor.uint(version < 2 ? 2 : 4);
  for (let index = 0; index < Math.min(count, MAX_ITEMS); index += 1) {
    const item = draft(cursor.uint(version < 2 ? 2 : 4));
    const method = version > 0 ? cursor.uint(2) & 15 : 0;
    cursor.skip(2);
    const baseOffset = cursor.uint(moreSizes >> 4);
    const extents = cursor.uint(2);
    if (extents > 1 && (sizes & 15) === 0) throw new RangeError("extents without a length");
    for (let extent = 0; extent < extents; extent += 1) {
      if (version > 0) cursor.skip(moreSizes & 15);
      const offset = baseOffset + cursor.uint(sizes >> 4);
      const lengthBytes = cursor.uint(sizes & 15);
      if (item === undefined || method !== 0 || extents !== 1) continue;
      if (!Number.isSafeInteger(offset + lengthBytes) || offset + lengthBytes > sizeBytes)
        issues.push(photoIssue("heic-item-outside", at, `item ${item.id}`));
      else {
        item.byteOffset = offset;
        item.lengthBytes = lengthBytes;
      }
    }
  }
}

function readThumbnailReferences(bytes: Uint8Array, base: number, box: Box, draft: (id: number) => Draft | undefined): void {
  const idBytes = (bytes[box.contentStart - base] ?? 0) === 0 ? 2 : 4;
  for (const reference of boxesIn(bytes, { base, from: box.contentStart - base + 4, to: box.end - base }).boxes) {
    if (reference.type !== "thmb") continue;
    const cursor = new ByteCursor(bytes.subarray(reference.contentStart - base, reference.end - base));
    const item = draft(cursor.uint(idBytes));
    if (cursor.uint(2) > 0 && item !== undefined) item.thumbnailOf = cursor.uint(idBytes);
  }
}

function readSizes(bytes: Uint8Array, base: number, box: Box, draft: (id: number) => Draft | undefined): void {
  const inner = boxesIn(bytes, { base, from: box.contentStart - base, to: box.end - base }).boxes;
  const container = inner.find(({ type }) => type === "ipco");
  if (container === undefined) return;
  const properties = boxesIn(bytes, { base, from: container.contentStart - base, to: container.end - base }).boxes;
  for (const association of inner.filter(({ type }) => type === "ipma")) {
    const cursor = new ByteCursor(bytes.subarray(association.contentStart - base, association.end - base));
    const version = cursor.uint(1);
    cursor.skip(2);
    const isWide = (cursor.uint(1) & 1) === 1;
    const count = cursor.uint(4);
    for (let index = 0; index < Math.min(count, MAX_ITEMS); index += 1) {
      const item = draft(cursor.uint(version < 1 ? 2 : 4));
      const links = cursor.uint(1);
      for (let link = 0; link < links; link += 1) {
        const property = properties[(cursor.uint(isWide ? 2 : 1) & (isWide ? 0x7fff : 0x7f)) - 1];
        if (property?.type !== "ispe" || item === undefined || property.end - property.contentStart < 12) continue;
        const size = new ByteCursor(bytes.subarray(property.contentStart - base + 4, property.end - base));
        item.widthPx = size.uint(4);
        item.heightPx = size.uint(4);
      }
    }
  }
}
