/** From payload and decrypted streams to the parts of what conversations carried. */
import type { Issue, Platform } from "@creance/core";
import type { PlaintextPlace, PlaintextSink, Side } from "../analyzer.ts";
import type { OnPlaintext, PlaintextFlow } from "../flow/flow-room.ts";
import { HeldBytes, type HeldTotal } from "../protocol/held-bytes.ts";
import { protocolIssues } from "../protocol/protocol-issues.table.ts";
import { type ContentLimits, contentLimits } from "./content-limits.table.ts";
import type { OnContent, OnFlowContents, PacketSpan, SideContents, TransportLayer } from "./content-part.ts";
import type { ContentContext, ContentStream, QuicContents } from "./content-stream.ts";
import { DatagramContents } from "./datagram-contents.ts";
import { createQuicContents } from "./quic-contents.ts";
import { StreamContents } from "./stream-contents.ts";

/** What a content reader needs. */
export interface ContentReaderOptions {
  readonly platform: Platform;
  /** Asked for each part: who takes it. */
  readonly onContent: OnContent;
  /** Told at the end of each flow with payload. */
  readonly onFlowContents?: OnFlowContents | undefined;
  /** Faults of contents. Their place is that of their packet's flow: `offset` is that of the flow's first packet, 0 where it is not known. */
  onIssue(issue: Issue): void;
  readonly limits?: Partial<ContentLimits>;
}

interface Counts {
  plainBytes: number;
  decryptedBytes: number;
  gapBytes: number;
  sealedBytes: number;
}

interface FlowState {
  readonly held: HeldBytes;
  readonly counts: readonly [Counts, Counts];
  quic: QuicContents | null;
}

/**
 * Opens a reader of contents: give it to a conversation reader as `onPlaintext`. Payload in the clear and decrypted streams become parts. Memory:
 * what the bounds allow, over all flows together.
 */
export function createContentReader(options: ContentReaderOptions): OnPlaintext {
  const limits: ContentLimits = { ...contentLimits, ...options.limits };
  const total: HeldTotal = { bytes: 0, maxBytes: limits.maxHeldBytesAll };
  const flows = new Map<PlaintextFlow, FlowState>();
  let issues = 0;
  const onIssue = (issue: Omit<Issue, "offset">): void => {
    if (++issues <= limits.maxIssues) options.onIssue({ ...issue, offset: 0 });
  };
  const crowded = (): void => onIssue(protocolIssues.contentsCrowded);
  const endFlow = (flow: PlaintextFlow, state: FlowState): void => {
    state.quic?.end();
    state.held.end();
    flows.delete(flow);
    const [first, second] = state.counts;
    options.onFlowContents?.({ flowId: flow.flowId, sides: [told(first), told(second)] });
  };
  const open = (flow: PlaintextFlow, place: PlaintextPlace): PlaintextSink => {
    let state = flows.get(flow);
    if (state === undefined) {
      state = { held: new HeldBytes(total, crowded), counts: [noBytes(), noBytes()], quic: null };
      flows.set(flow, state);
    }
    const { counts } = state;
    const isOwn = place.protocol === "tcp" || place.protocol === "udp";
    const carriedIn: readonly TransportLayer[] = place.protocol === "tls" ? [place.version] : place.protocol === "quic" ? ["quic"] : [];
    const context: ContentContext = {
      flow,
      carriedIn,
      streamId: place.protocol === "quic" ? place.streamId : null,
      clientSide: isOwn ? 0 : place.clientSide,
      alpn: isOwn ? null : place.alpn,
      platform: options.platform,
      limits,
      held: state.held,
      onContent: options.onContent,
      onIssue,
      sealed(side, lengthBytes) {
        if (isOwn) {
          counts[side].plainBytes -= lengthBytes;
          counts[side].sealedBytes += lengthBytes;
        } else counts[side].decryptedBytes -= lengthBytes;
      },
      lost(side, lengthBytes) {
        counts[side].gapBytes += lengthBytes;
      },
    };
    if (place.protocol === "quic") {
      state.quic ??= createQuicContents({ ...context, streamId: null });
      return new ContentTap(state.quic.stream(place.streamId), counts, "decryptedBytes");
    }
    const stream = place.protocol === "udp" ? new DatagramContents(context) : new StreamContents(context);
    if (!isOwn) return new ContentTap(stream, counts, "decryptedBytes");
    const opened = state;
    return new ContentTap(stream, counts, "plainBytes", () => endFlow(flow, opened));
  };
  const unopened = (flow: PlaintextFlow, side: Side, lengthBytes: number): void => {
    const state = flows.get(flow);
    if (state !== undefined) state.counts[side].gapBytes += lengthBytes;
  };
  return Object.assign(open, { unopened });
}

/** Hands a stream on, with the place of each run. What is sealed on both sides is counted by itself: most flows are. */
class ContentTap implements PlaintextSink {
  #stream: ContentStream | null;
  readonly #counts: readonly [Counts, Counts];
  readonly #counted: "plainBytes" | "decryptedBytes";
  readonly #onEnd: (() => void) | undefined;
  readonly #next: [number, number] = [0, 0];

  constructor(stream: ContentStream, counts: readonly [Counts, Counts], counted: "plainBytes" | "decryptedBytes", onEnd?: () => void) {
    this.#stream = stream;
    this.#counts = counts;
    this.#counted = counted;
    this.#onEnd = onEnd;
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number, packets: PacketSpan): void {
    if (end <= start) return; // an empty datagram
    const counts = this.#counts[side];
    if (this.#stream === null) {
      if (this.#counted === "plainBytes") counts.sealedBytes += end - start;
      return;
    }
    counts[this.#counted] += end - start;
    this.#stream.data(side, bytes, start, end, this.#next[side], packets, timeUs);
    this.#next[side] += end - start;
    if (this.#stream instanceof StreamContents && this.#stream.isSealed) this.#end();
  }

  gap(side: Side, lengthBytes: number): void {
    this.#stream?.gap(side, lengthBytes);
    this.#next[side] += lengthBytes;
  }

  sideEnd(side: Side): void {
    this.#stream?.sideEnd?.(side);
  }

  end(): void {
    this.#end();
    this.#onEnd?.();
  }

  #end(): void {
    this.#stream?.end();
    this.#stream = null;
  }
}

function noBytes(): Counts {
  return { plainBytes: 0, decryptedBytes: 0, gapBytes: 0, sealedBytes: 0 };
}

function told({ plainBytes, decryptedBytes, gapBytes, sealedBytes }: Counts): SideContents {
  return { plainBytes, decryptedBytes, gapBytes, sealedBytes };
}
