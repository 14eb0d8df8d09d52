/** The search through one part of a message: its tree of streams, what was found in it, and where that stands. */
import type { ContentPart, ContentSink, PacketSpan } from "@creance/capture";
import type { Platform } from "@creance/core";
import type { NeedleHit, PointHit } from "../detector.ts";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import type { StreamTrace } from "../evidence/stream-trace.ts";
import type { AuditFile } from "../types.ts";
import { ContentNode } from "./content-node.ts";
import { PacketMap } from "./packet-map.ts";
import type { SearchLanes } from "./search-lane.ts";
import type { SignedFile } from "./signature.ts";
import type { UnpackAccount } from "./unpack-account.ts";
import {
  BYTES_A_STREAM,
  FREE_STREAMS,
  FREE_UNPACKED_BYTES,
  MAX_NEEDLE_HITS,
  MAX_POINT_HITS,
  type UnpackLimits,
} from "./unpack-limits.table.ts";

const utf8 = new TextDecoder();
const DOT = 0x2e;
/** Names in DNS are shorter (RFC 1035, 2.3.4). */
const MAX_NAME_BYTES = 255;

/** Labels of at least this length are joined. */
const LONG_LABEL = 8;

/** A file of the operator, with the flight that it belongs to. */
export interface AuditedFile {
  readonly flight: string;
  /** Its place among the flight's files. */
  readonly index: number;
  readonly file: AuditFile;
}

/** A needle in a stream. */
export interface PlacedNeedle {
  readonly node: ContentNode;
  readonly hit: NeedleHit;
}
/** A position in a stream. */
export interface PlacedPoint {
  readonly node: ContentNode;
  readonly hit: PointHit;
}
/** A file in a stream: the stream is the file. */
export interface PlacedFile {
  readonly node: ContentNode;
  readonly file: SignedFile;
  readonly lengthBytes: number;
  /** `null` where the message was cut or nothing of the operator begins like it. */
  readonly sha256: string | null;
}

/** The name of a file that says of itself that it is a flight record. */
export interface PlacedName {
  readonly node: ContentNode;
  readonly start: number;
  readonly end: number;
}

/** A short text that the part is, or that came out of it. */
export interface PartText {
  readonly text: string;
  /** What was taken off to get it. */
  readonly layers: readonly EncodingLayer[];
}

/** What all parts of an audit share. */
export interface PartSearchShared {
  readonly platform: Platform;
  readonly lanes: SearchLanes;
  readonly account: UnpackAccount;
  readonly limits: UnpackLimits;
  readonly files: readonly AuditedFile[];
  readonly largestFileBytes: number;
  /** Keeps the bytes of every stream, where a find is read again. */
  readonly trace?: StreamTrace | undefined;
}

/** Takes the bytes of a part; tells when it has ended. */
export class PartSearch implements ContentSink {
  readonly part: ContentPart;
  readonly platform: Platform;
  readonly lanes: SearchLanes;
  readonly account: UnpackAccount;
  readonly limits: UnpackLimits;
  readonly files: readonly AuditedFile[];
  readonly largestFileBytes: number;
  readonly trace: StreamTrace | undefined;
  readonly packets = new PacketMap();
  readonly needles: PlacedNeedle[] = [];
  readonly points: PlacedPoint[] = [];
  readonly foundFiles: PlacedFile[] = [];
  readonly recordNames: PlacedName[] = [];
  /** The first short JSON or form of the part, as text; `null` when there is none. */
  text: PartText | null = null;
  unpackedBytes = 0;
  isWhole = true;
  readonly #root: ContentNode;
  readonly #onEnd: (search: PartSearch) => void;
  /** A name in DNS as it came. */
  readonly #name: number[] = [];
  #length = 0;
  #streams = 0;
  #isEnded = false;

  constructor(part: ContentPart, shared: PartSearchShared, onEnd: (search: PartSearch) => void) {
    this.part = part;
    this.platform = shared.platform;
    this.lanes = shared.lanes;
    this.account = shared.account;
    this.limits = shared.limits;
    this.files = shared.files;
    this.largestFileBytes = shared.largestFileBytes;
    this.trace = shared.trace;
    this.#onEnd = onEnd;
    this.#root = new ContentNode(this, null, {
      layers: [],
      sourceStart: 0,
      role: part.role === "head" ? "head" : part.role === "name" ? "value" : "body",
      mediaType: part.mediaType,
      boundary: part.boundary,
      codings: [...part.contentCodings].reverse(),
    });
  }

  data(bytes: Uint8Array, start: number, end: number, streamStart: number, streamEnd: number, packets: PacketSpan, timeUs: number): void {
    if (end <= start) return;
    if (this.part.role === "name") this.#name.push(...bytes.subarray(start, Math.min(end, start + MAX_NAME_BYTES - this.#name.length)));
    this.packets.add(end - start, streamStart, streamEnd, packets, timeUs);
    const from = this.#length;
    this.#length += end - start;
    this.account.partBytes += end - start;
    this.#root.push(bytes, start, end, from, this.#length);
  }

  gap(_lengthBytes: number): void {
    this.isWhole = false;
    this.#root.gap();
  }

  end(whole: boolean): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    if (!whole) this.isWhole = false;
    this.#root.end(this.isWhole);
    this.#topic();
    this.#onEnd(this);
    if (this.needles.length + this.points.length + this.foundFiles.length + this.recordNames.length === 0) return;
    const nodes = new Set([...this.needles, ...this.points, ...this.foundFiles, ...this.recordNames].map(({ node }) => node));
    for (const node of nodes) for (let up: ContentNode | null = node; up !== null; up = up.above) up.release();
  }

  get lengthBytes(): number {
    return this.#length;
  }

  /** Takes the contents of a stream that is a short text. */
  offerText(bytes: Uint8Array, node: ContentNode): void {
    if (this.text !== null || this.part.http === null || this.part.http.status !== null || this.part.role !== "body") return;
    const text = utf8.decode(bytes);
    this.text = { text, layers: [...(node.above?.layersAt(node.about.sourceStart) ?? []), ...node.about.layers] };
  }

  /** What is said beside the part's bytes: the topic of a payload, and a name in DNS with its long labels as one. */
  #topic(): void {
    const { topic } = this.part;
    if (topic !== null && this.#length > 0) {
      const bytes = new TextEncoder().encode(topic);
      this.#beside("topic", (node) => node.push(bytes, 0, bytes.byteLength, 0, 1));
    }
    const bytes = Uint8Array.from(this.#name);
    const joins = longLabelDots(bytes);
    if (joins.length === 0) return;
    this.#beside(null, (node) => {
      let from = 0;
      for (const dot of [...joins, bytes.byteLength]) {
        node.push(bytes, from, dot, from, dot);
        from = dot + 1;
      }
    });
  }

  #beside(field: string | null, fill: (node: ContentNode) => void): void {
    const node = this.#root.open({ layers: [], sourceStart: 0, role: "value", field, isBeside: true });
    if (node === undefined) return;
    fill(node);
    node.end(true);
  }

  /** True while another stream may be opened below. */
  mayOpenStream(): boolean {
    if (this.#streams < FREE_STREAMS + this.#length / BYTES_A_STREAM) {
      this.#streams++;
      return true;
    }
    this.account.meet("streams", 0);
    return false;
  }

  unpackRoom(): number {
    const { maxRatio, maxUnpackedBytes } = this.limits;
    const own = Math.min(maxUnpackedBytes, Math.max(FREE_UNPACKED_BYTES, this.#length * maxRatio)) - this.unpackedBytes;
    return Math.min(own, this.account.unpackRoom());
  }

  addNeedle(node: ContentNode, hit: NeedleHit): boolean {
    if (this.needles.length >= MAX_NEEDLE_HITS) {
      this.account.meet("hits", 0);
      return false;
    }
    this.needles.push({ node, hit });
    return true;
  }

  addPoint(node: ContentNode, hit: PointHit): boolean {
    if (this.points.length >= MAX_POINT_HITS) {
      this.account.meet("hits", 0);
      return false;
    }
    this.points.push({ node, hit });
    return true;
  }

  addFile(node: ContentNode, file: SignedFile, lengthBytes: number, sha256: string | null): void {
    if (this.foundFiles.length < MAX_NEEDLE_HITS) this.foundFiles.push({ node, file, lengthBytes, sha256 });
    else this.account.meet("hits", 0);
  }

  addRecordName(node: ContentNode, start: number, end: number): void {
    if (this.recordNames.length < MAX_NEEDLE_HITS) this.recordNames.push({ node, start, end });
    else this.account.meet("hits", 0);
  }
}

/** Dots between two labels that are long enough to be one code in pieces. */
function longLabelDots(name: Uint8Array): number[] {
  const dots: number[] = [];
  let labelStart = 0;
  let wasLong = false;
  for (let at = 0; at <= name.byteLength; at++) {
    if (at < name.byteLength && name[at] !== DOT) continue;
    const isLong = at - labelStart >= LONG_LABEL;
    if (isLong && wasLong) dots.push(labelStart - 1);
    wasLong = isLong;
    labelStart = at + 1;
  }
  return dots;
}
