/** One stream of bytes inside a part: the part itself, or what came out of something in it. Decides how it is read and knows where it came from. */
import type { Platform } from "@creance/core";
import type { NeedleHit, PointHit } from "../detector.ts";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import { bodyShape } from "./body-shape.ts";
import { createGrpcUnpacker } from "./grpc-unpacker.ts";
import { createInflateUnpacker } from "./inflate-unpacker.ts";
import { createMultipartUnpacker } from "./multipart-unpacker.ts";
import type { PartSearch } from "./part-search.ts";
import { PlainReader } from "./plain-reader.ts";
import { type SignedFile, signedFile } from "./signature.ts";
import { SpanMap } from "./span-map.ts";
import { SNIFF_BYTES } from "./unpack-limits.table.ts";
import type { ChildAbout, ChildStream, Unpacker, UnpackHost } from "./unpacker.ts";
import { createWideTextUnpacker } from "./wide-text-unpacker.ts";
import { withRoom } from "./with-room.ts";
import { createZipUnpacker } from "./zip-unpacker.ts";

const nothing = new Uint8Array(0);
const noLayers: readonly EncodingLayer[] = [];
/** Layers whose runs are met in any text: at the deepest level they are left alone without being counted. */
const everyday: readonly EncodingLayer[] = ["base64", "hex", "percent", "escaped"];

/** A stream in a part's tree. */
export class ContentNode implements ChildStream, UnpackHost {
  readonly part: PartSearch;
  readonly above: ContentNode | null;
  readonly about: ChildAbout;
  /** Containers around it. */
  readonly depth: number;
  readonly map = new SpanMap();
  /** True when it or something in it was found: then what names its fields is kept. */
  isHit = false;
  file: SignedFile | undefined;
  #reader: Unpacker | undefined;
  #plain: PlainReader | undefined;
  #head = nothing;
  #headLength = 0;
  #ended = false;

  constructor(part: PartSearch, above: ContentNode | null, about: ChildAbout) {
    this.part = part;
    this.above = above;
    this.about = about;
    this.depth = above === null ? 0 : above.depth + (about.layers.length > 0 ? 1 : 0);
  }

  get platform(): Platform {
    return this.part.platform;
  }

  /** Bytes that went through it. */
  get length(): number {
    return this.map.length;
  }

  push(bytes: Uint8Array, start: number, end: number, sourceStart: number, sourceEnd: number): void {
    if (end <= start) return;
    this.map.add(end - start, sourceStart, sourceEnd);
    this.part.trace?.keep(this, bytes, start, end);
    if (this.#reader !== undefined) {
      this.#reader.push(bytes, start, end);
      return;
    }
    if (this.#headLength === 0 && end - start >= SNIFF_BYTES) {
      this.#begin(bytes.subarray(start, start + SNIFF_BYTES), false).push(bytes, start, end);
      return;
    }
    const take = Math.min(end - start, SNIFF_BYTES - this.#headLength);
    this.#head = withRoom(this.#head, this.#headLength, this.#headLength + take);
    this.#head.set(bytes.subarray(start, start + take), this.#headLength);
    this.#headLength += take;
    if (this.#headLength < SNIFF_BYTES) return;
    const reader = this.#begin(this.#head.subarray(0, SNIFF_BYTES), false);
    reader.push(this.#head, 0, SNIFF_BYTES);
    this.#head = nothing;
    if (start + take < end) reader.push(bytes, start + take, end);
  }

  gap(): void {
    this.#started(false).gap();
  }

  end(isWhole: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#started(isWhole).end(isWhole);
    const { recordName } = this.about;
    if (recordName != null) {
      this.part.addRecordName(this, recordName[0], recordName[1]);
      this.#mark();
    }
    if (!this.isHit) this.#plain?.release();
  }

  /** Frees what was kept to name fields. */
  release(): void {
    this.#plain?.release();
  }

  open(about: ChildAbout): ContentNode | undefined {
    const child = new ContentNode(this.part, this, about);
    if (child.depth > this.part.limits.maxDepth) {
      if (!everyday.includes(about.layers[0] as EncodingLayer)) this.part.account.meet("depth", 0);
      return undefined;
    }
    return this.part.mayOpenStream() ? child : undefined;
  }

  scratch(lengthBytes: number): Uint8Array {
    return this.part.account.scratch(this.depth, lengthBytes);
  }

  opaque(lengthBytes: number): void {
    this.part.account.opaqueBytes += lengthBytes;
  }

  unpackRoom(): number {
    return this.part.unpackRoom();
  }

  unpacked(lengthBytes: number): void {
    this.part.unpackedBytes += lengthBytes;
    this.part.account.unpackedBytes += lengthBytes;
  }

  tooLarge(lengthBytes: number): void {
    this.part.account.meet("size", lengthBytes);
  }

  needleFound(hit: NeedleHit): void {
    if (this.part.addNeedle(this, hit)) this.#mark();
  }

  pointFound(hit: PointHit): void {
    if (this.part.addPoint(this, hit)) this.#mark();
  }

  fileFound(file: SignedFile, lengthBytes: number, sha256: string | null): void {
    this.part.addFile(this, file, lengthBytes, sha256);
    this.#mark();
  }

  /** Layers of a value at `offset`, outer to inner, without those that the search itself took off. */
  layersAt(offset: number): readonly EncodingLayer[] {
    const outer = this.above === null || this.about.isBeside === true ? noLayers : this.above.layersAt(this.about.sourceStart);
    const own = this.#plain?.layersAt(offset) ?? noLayers;
    return [...outer, ...this.about.layers, ...own];
  }

  /** Name of the field at `offset`, with those of the streams above. */
  fieldAt(offset: number): string | null {
    const names = [
      this.above === null || this.about.isBeside === true ? null : this.above.fieldAt(this.about.sourceStart),
      this.about.field ?? null,
      this.#plain?.fieldAt(offset) ?? null,
    ].filter((name): name is string => name !== null && name !== "" && name !== "$");
    return names.length === 0 ? null : names.join(" > ").slice(0, 200);
  }

  /** Bytes [start, end) of this stream as bytes of a stream above it, the part itself by default. */
  placeIn(top: ContentNode | null, start: number, end: number): [number, number] {
    let node: ContentNode = this;
    let place: [number, number] = [start, end];
    while (node !== top && node.above !== null) {
      place = node.map.source(place[0], place[1]);
      node = node.above;
    }
    return place;
  }

  #mark(): void {
    let node: ContentNode | null = this;
    while (node !== null && !node.isHit) {
      node.isHit = true;
      node = node.above;
    }
  }

  #started(isWhole: boolean): Unpacker {
    if (this.#reader !== undefined) return this.#reader;
    const head = this.#head.subarray(0, this.#headLength);
    const reader = this.#begin(head, isWhole);
    if (head.byteLength > 0) reader.push(head, 0, head.byteLength);
    this.#head = nothing;
    return reader;
  }

  #begin(head: Uint8Array, isWhole: boolean): Unpacker {
    const { role } = this.about;
    this.#reader =
      role === "body" ? this.#body(head, isWhole, this.about.codings ?? []) : this.#openPlain(role === "head" ? "head" : "text");
    return this.#reader;
  }

  #body(head: Uint8Array, isWhole: boolean, codings: readonly string[]): Unpacker {
    const { mediaType = null, boundary = null } = this.about;
    const coding = codings[0];
    if (coding !== undefined) {
      const about = { mediaType, boundary, codings: codings.slice(1) };
      const asItIs = (): Unpacker => this.#body(head, isWhole, codings.slice(1));
      if (coding === "gzip" || coding === "x-gzip") {
        return head[0] === 0x1f && head[1] === 0x8b
          ? createInflateUnpacker(this, "gzip", about, () => this.#openPlain("binary"))
          : asItIs();
      }
      if (coding === "deflate") {
        return createInflateUnpacker(this, "zlib", about, () => createInflateUnpacker(this, "raw", about, asItIs));
      }
      if (coding === "permessage-deflate") return createInflateUnpacker(this, "raw", about, asItIs);
      if (coding === "br") return createInflateUnpacker(this, "br", about, asItIs);
      return asItIs();
    }
    if (boundary !== null) return createMultipartUnpacker(this, boundary);
    const shape = bodyShape(head, mediaType, isWhole);
    const about = { mediaType, boundary };
    switch (shape) {
      case "gzip":
        return createInflateUnpacker(this, "gzip", about, () => this.#openPlain("binary"));
      case "zlib":
        return createInflateUnpacker(this, "zlib", about, () => this.#openPlain("binary"));
      case "zip":
        return createZipUnpacker(this);
      case "multipart":
        return createMultipartUnpacker(this, null);
      case "grpc":
        return createGrpcUnpacker(this);
      case "utf16le":
      case "utf16be": {
        const wide = createWideTextUnpacker(this, shape === "utf16le" ? "le" : "be", mediaType);
        return wide;
      }
      default:
        this.file = signedFile(head);
        return this.#openPlain(shape, head, isWhole);
    }
  }

  #openPlain(shape: PlainReader["shape"], head?: Uint8Array, isWhole = false): PlainReader {
    this.#plain = new PlainReader(this, shape, head, isWhole);
    return this.#plain;
  }
}
