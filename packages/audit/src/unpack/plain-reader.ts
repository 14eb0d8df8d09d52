/** Reads a stream that is no container: searches its bytes, and opens what is coded inside them. */
import type { Hasher } from "@creance/core";
import { toHex } from "@creance/core";
import type { NeedleHit, PointHit, StreamScan } from "../detector.ts";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import { CodedRuns } from "./coded-runs.ts";
import type { ContentNode } from "./content-node.ts";
import { EscapedTokens } from "./escaped-tokens.ts";
import { JsonFields } from "./json-fields.ts";
import type { AuditedFile } from "./part-search.ts";
import { isProtobuf, protobufField, protobufLeaves } from "./protobuf-walk.ts";
import { RandomWindows } from "./random-windows.ts";
import { signedFile } from "./signature.ts";
import { formField, headPlace, xmlField } from "./text-fields.ts";
import type { Unpacker } from "./unpacker.ts";

/** First bytes of JSON, zlib, gzip and zip: a short field that begins so may hold something. */
const CONTAINER_STARTS: ReadonlySet<number> = new Set([0x7b, 0x78, 0x1f, 0x50]);

/** Shapes that are searched as they are. */
export type PlainShape = "json" | "xml" | "form" | "head" | "text" | "jpeg" | "binary";

/** What a flight record's head needs to be recognised. */
const RECORD_HEAD_BYTES = 65_536;

/** Pieces of messages inside pieces of messages that are taken for messages again; each walk goes down several levels. */
const MAX_MESSAGES = 4;

/** Texts up to this long are read for questions about places. */
const MAX_TEXT_BYTES = 32_768;

const shapeLayers: { readonly [Shape in PlainShape | "protobuf"]: readonly EncodingLayer[] } = {
  json: ["json"],
  xml: ["xml"],
  form: ["form"],
  head: [],
  text: [],
  jpeg: ["jpeg"],
  binary: [],
  protobuf: ["protobuf"],
};

/** A reader of one stream. */
export class PlainReader implements Unpacker {
  readonly shape: PlainShape;
  readonly #node: ContentNode;
  readonly #lane: StreamScan;
  readonly #readers: Unpacker[] = [];
  #random: RandomWindows | undefined;
  #hasher: Hasher | undefined;
  /** The bytes so far, where their fields are to be named or they are to be parsed as a whole. */
  #held: Uint8Array | undefined;
  #heldLength = 0;
  #mayHold: boolean;
  #isProtobuf = false;
  #recordHead: Uint8Array | undefined;
  #recordHeadLength = 0;
  #length = 0;
  #json: JsonFields | undefined;
  #isWhole = true;

  constructor(node: ContentNode, shape: PlainShape, head: Uint8Array | undefined, isWhole: boolean) {
    this.#node = node;
    this.shape = shape;
    this.#lane = node.part.lanes.open(this);
    const { role } = node.about;
    const isTiny = isWhole && head !== undefined && head.byteLength < 32;
    const isText = shape !== "binary" && shape !== "jpeg";
    this.#mayHold = role !== "name" && role !== "value" && shape !== "text" && shape !== "jpeg" && node.file === undefined;
    if (role === "name") return;
    // A whole short stream shows at once that it needs no reader.
    const lacks = (byte: number): boolean => isWhole && head !== undefined && !head.includes(byte);
    if (!isWhole || head === undefined || head.byteLength >= 16) {
      this.#readers.push(new CodedRuns(node, shape === "head" ? "separator" : "character"));
    }
    if (shape === "json" && !lacks(0x5c)) this.#readers.push(new EscapedTokens(node, "json"));
    if (shape === "xml" && !lacks(0x26)) this.#readers.push(new EscapedTokens(node, "xml"));
    if (isText && shape !== "xml" && !(lacks(0x25) && (shape !== "form" || lacks(0x2b)))) {
      this.#readers.push(new EscapedTokens(node, shape === "form" ? "form" : "percent"));
    }
    if (!isText && node.file === undefined && !isTiny) this.#random = new RandomWindows();
    if (head !== undefined && role === "body") {
      if (node.file !== undefined || beginsLikeAny(head, node.part.files)) this.#hasher = node.platform.createHash("sha256");
      if (node.file === undefined && shape === "binary" && mayBeRecord(head)) this.#recordHead = new Uint8Array(RECORD_HEAD_BYTES);
    }
  }

  push(bytes: Uint8Array, start: number, end: number): void {
    this.#length += end - start;
    this.#node.part.account.searchedBytes += end - start;
    this.#lane.push(bytes, start, end);
    for (const reader of this.#readers) reader.push(bytes, start, end);
    this.#random?.push(bytes, start, end);
    if (this.#hasher !== undefined) {
      if (this.#length > this.#node.part.largestFileBytes) this.#hasher = undefined;
      else this.#hasher.update(bytes.subarray(start, end));
    }
    if (this.#recordHead !== undefined && this.#recordHeadLength < RECORD_HEAD_BYTES) {
      const take = Math.min(end - start, RECORD_HEAD_BYTES - this.#recordHeadLength);
      this.#recordHead.set(bytes.subarray(start, start + take), this.#recordHeadLength);
      this.#recordHeadLength += take;
    }
    if (this.#mayHold) this.#hold(bytes, start, end);
  }

  gap(): void {
    this.#isWhole = false;
    this.#lane.gap();
    for (const reader of this.#readers) reader.gap();
    this.#hasher = undefined;
  }

  end(isWhole: boolean): void {
    this.#lane.end();
    for (const reader of this.#readers) reader.end(isWhole);
    if (!isWhole) this.#isWhole = false;
    if (this.shape === "binary" && this.#mayHold) this.#protobuf();
    if ((this.shape === "json" || this.shape === "form") && this.#heldLength <= MAX_TEXT_BYTES && this.#held !== undefined) {
      this.#node.part.offerText(this.#bytes(), this.#node);
    }
    this.#random?.end();
    if (this.#recordHead !== undefined) this.#node.file = signedFile(this.#recordHead.subarray(0, this.#recordHeadLength));
    this.#recordHead = undefined;
    if (this.#random !== undefined && !this.#isProtobuf && this.#node.file === undefined) this.#node.opaque(this.#random.opaqueBytes);
    this.#files();
  }

  needleFound(hit: NeedleHit): void {
    this.#node.needleFound(hit);
  }

  pointFound(hit: PointHit): void {
    this.#node.pointFound(hit);
  }

  /** Layers that this stream's own shape adds at a place. */
  layersAt(offset: number): readonly EncodingLayer[] {
    if (this.#isProtobuf) return shapeLayers.protobuf;
    if (this.shape === "head" && this.#held !== undefined) return headPlace(this.#bytes(), offset).layers;
    return shapeLayers[this.shape];
  }

  fieldAt(offset: number): string | null {
    if (this.#held === undefined) return null;
    if (this.#isProtobuf) return protobufField(this.#bytes(), 0, this.#heldLength, offset);
    switch (this.shape) {
      case "json":
        this.#json ??= new JsonFields(this.#bytes());
        return this.#json.at(offset);
      case "xml":
        return xmlField(this.#bytes(), offset);
      case "form":
        return formField(this.#bytes(), offset);
      case "head":
        return headPlace(this.#bytes(), offset).field;
      default:
        return null;
    }
  }

  /** Frees what was kept. */
  release(): void {
    this.#node.part.account.heldBytes -= this.#heldLength;
    this.#heldLength = 0;
    this.#held = undefined;
    this.#json = undefined;
    this.#mayHold = false;
  }

  #bytes(): Uint8Array {
    return this.#held?.subarray(0, this.#heldLength) ?? new Uint8Array(0);
  }

  #hold(bytes: Uint8Array, start: number, end: number): void {
    const more = end - start;
    if (!this.#node.part.account.mayHold(this.#heldLength, more)) {
      if (this.shape !== "binary") this.#node.part.account.meet("held", this.#heldLength + more);
      this.release();
      return;
    }
    const needed = this.#heldLength + more;
    if (this.#held === undefined || this.#held.byteLength < needed) {
      const grown = new Uint8Array(Math.max(needed, (this.#held?.byteLength ?? 0) * 2));
      if (this.#held !== undefined) grown.set(this.#held.subarray(0, this.#heldLength));
      this.#held = grown;
    }
    this.#held.set(bytes.subarray(start, end), this.#heldLength);
    this.#heldLength = needed;
  }

  #protobuf(): void {
    const bytes = this.#bytes();
    if (!this.#isWhole || !isProtobuf(bytes, 0, bytes.byteLength)) return;
    this.#isProtobuf = true;
    // Messages nested into each other without end would be searched once for each of them.
    const isDeep = messagesAround(this.#node) >= MAX_MESSAGES;
    if (isDeep) this.#node.part.account.meet("depth", 0);
    protobufLeaves(bytes, 0, bytes.byteLength, (start, end) => {
      const role = !isDeep && (end - start >= 64 || CONTAINER_STARTS.has(bytes[start] as number)) ? "body" : "value";
      const leaf = this.#node.open({ layers: [], sourceStart: start, role });
      leaf?.push(bytes, start, end, start, end);
      leaf?.end(true);
    });
  }

  #files(): void {
    const node = this.#node;
    const digest = this.#hasher === undefined || !this.#isWhole ? null : toHex(this.#hasher.digest());
    if (node.file !== undefined) {
      node.fileFound(this.#isWhole ? node.file : { ...node.file, isWhole: node.file.isWhole }, this.#length, digest);
      return;
    }
    if (digest === null) return;
    const known = node.part.files.find(({ file }) => file.sizeBytes === this.#length && file.sha256 === digest);
    if (known !== undefined) node.fileFound({ kind: known.file.kind, what: "file", isWhole: true }, this.#length, digest);
  }
}

/** How many streams around this one are pieces of a message. */
function messagesAround(node: ContentNode): number {
  let count = 0;
  for (let up: ContentNode | null = node; up !== null && up.above !== null && up.about.layers.length === 0; up = up.above) count++;
  return count;
}

/** The first four bytes of files, by list of files: most streams begin like none. */
const beginnings = new WeakMap<readonly AuditedFile[], ReadonlySet<number>>();

function beginsLikeAny(head: Uint8Array, files: readonly AuditedFile[]): boolean {
  if (files.length === 0 || head.byteLength < 4) return false;
  let known = beginnings.get(files);
  if (known === undefined) {
    known = new Set(files.flatMap(({ file }) => (file.head === null || file.head.byteLength < 4 ? [] : [fourBytes(file.head)])));
    beginnings.set(files, known);
  }
  return known.has(fourBytes(head)) && files.some(({ file }) => beginsLike(head, file.head));
}

function fourBytes(bytes: Uint8Array): number {
  return ((bytes[0] as number) << 24) | ((bytes[1] as number) << 16) | ((bytes[2] as number) << 8) | (bytes[3] as number);
}

function beginsLike(head: Uint8Array, known: Uint8Array | null): boolean {
  if (known === null || known.byteLength === 0 || known.byteLength > head.byteLength) return false;
  for (let at = 0; at < known.byteLength; at++) if (head[at] !== known[at]) return false;
  return true;
}

/** The prefix of a flight record: a version byte, an offset below four gigabytes. */
function mayBeRecord(head: Uint8Array): boolean {
  const version = head[10] ?? 0;
  return head.byteLength >= 16 && version >= 1 && version <= 40 && head[4] === 0 && head[5] === 0 && head[6] === 0 && head[7] === 0;
}
