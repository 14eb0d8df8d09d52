/** Reading a find again, byte by byte: keeps what went through the streams of a message, and shows each stream around the find, outer to inner. */
import type { EncodingLayer } from "../encoding-layers.table.ts";
import { encodingPaths, evidence } from "../findings/part-drafts.ts";
import type { EvidencePlace } from "../types.ts";
import type { ContentNode } from "../unpack/content-node.ts";
import type { PartSearch } from "../unpack/part-search.ts";

/** Bytes that are kept of one stream, from its beginning, and of all streams of a message. */
const STREAM_BYTES = 4 << 20;
const MESSAGE_BYTES = 32 << 20;
/** Bytes of a stream that are shown, and how many of them before the find. */
const WINDOW_BYTES = 4096;
const BEFORE_BYTES = 256;

/** One stream on the way to a find. */
export interface TracedStep {
  /** Layers that were taken off to get here from the step before; none for the message itself. */
  readonly layers: readonly EncodingLayer[];
  /** All bytes that went through. */
  readonly sizeBytes: number;
  /** Where the bytes shown begin among them. */
  readonly start: number;
  readonly bytes: Uint8Array;
  /** The find, [start, end) among the bytes shown; `null` where it is not among those that were kept. */
  readonly mark: readonly [number, number] | null;
}

/** A hit of a search, traced. */
export interface TracedHit {
  readonly flowId: string;
  readonly encoding: readonly EncodingLayer[];
  /** Place of the needle in the list; `null` for a position or a file. */
  readonly needle: number | null;
  readonly place: EvidencePlace;
  /** From the message to the innermost stream. */
  steps(): readonly TracedStep[];
}

interface Kept {
  readonly pieces: Uint8Array[];
  lengthBytes: number;
}

/** What is kept of one message. */
interface KeptMessage {
  readonly streams: Map<ContentNode, Kept>;
  roomBytes: number;
}

/** Keeps the bytes of streams while their message is searched. */
export class StreamTrace {
  readonly #messages = new WeakMap<PartSearch, KeptMessage>();

  /** Takes bytes that go through a stream. */
  keep(node: ContentNode, bytes: Uint8Array, start: number, end: number): void {
    let message = this.#messages.get(node.part);
    if (message === undefined) {
      message = { streams: new Map(), roomBytes: MESSAGE_BYTES };
      this.#messages.set(node.part, message);
    }
    let kept = message.streams.get(node);
    if (kept === undefined) {
      kept = { pieces: [], lengthBytes: 0 };
      message.streams.set(node, kept);
    }
    const length = Math.min(end - start, STREAM_BYTES - kept.lengthBytes, message.roomBytes);
    if (length <= 0) return;
    kept.pieces.push(bytes.slice(start, start + length));
    kept.lengthBytes += length;
    message.roomBytes -= length;
  }

  /** The hits of a message that has ended. */
  hits(search: PartSearch): TracedHit[] {
    const pathOf = encodingPaths();
    const { flowId } = search.part.flow;
    const traced = (node: ContentNode, start: number, end: number, layers: readonly EncodingLayer[], needle: number | null): TracedHit => ({
      flowId,
      encoding: pathOf(node, start, layers),
      needle,
      place: evidence(search, node, start, end),
      steps: () => this.#steps(node, start, end),
    });
    return [
      ...search.needles.map(({ node, hit }) => traced(node, hit.start, hit.end, hit.layers, hit.needle)),
      ...search.points.map(({ node, hit }) => traced(node, hit.start, hit.end, hit.layers, null)),
      ...search.foundFiles.map(({ node, lengthBytes }) => traced(node, 0, Math.max(1, lengthBytes), ["fileBytes"], null)),
    ];
  }

  #steps(hit: ContentNode, start: number, end: number): TracedStep[] {
    const steps: TracedStep[] = [];
    for (let node: ContentNode | null = hit; node !== null; node = node.above) {
      const [from, to] = hit.placeIn(node, start, end);
      steps.push(this.#step(node, from, to));
    }
    return steps.reverse();
  }

  #step(node: ContentNode, from: number, to: number): TracedStep {
    const kept = this.#messages.get(node.part)?.streams.get(node);
    const keptBytes = kept?.lengthBytes ?? 0;
    const isKept = from < keptBytes;
    const start = isKept ? Math.max(0, Math.min(from - BEFORE_BYTES, keptBytes - WINDOW_BYTES)) : 0;
    const bytes = window(kept?.pieces ?? [], start, Math.min(keptBytes, start + WINDOW_BYTES));
    const mark: readonly [number, number] | null = isKept ? [from - start, Math.min(to - start, bytes.byteLength)] : null;
    return { layers: node.about.layers, sizeBytes: node.length, start, bytes, mark };
  }
}

function window(pieces: readonly Uint8Array[], start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, end - start));
  let at = 0;
  for (const piece of pieces) {
    const first = Math.max(start, at);
    const last = Math.min(end, at + piece.byteLength);
    if (first < last) bytes.set(piece.subarray(first - at, last - at), first - start);
    at += piece.byteLength;
    if (at >= end) break;
  }
  return bytes;
}
