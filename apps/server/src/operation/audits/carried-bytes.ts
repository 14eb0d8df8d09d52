/** Keeps the bytes of one message of a conversation: the message that a finding stands in. */
import type { Finding } from "@creance/audit";
import type { ContentPart, ContentSink, OnContent } from "@creance/capture";

/** Bytes of a message that are kept at most, from its beginning. */
const MOST_BYTES = 4 << 20;
/** Messages that are held at once; a range stands in few. */
const MOST_CANDIDATES = 64;

/** A message as it was carried. */
export interface CarriedMessage {
  readonly role: ContentPart["role"];
  readonly mediaType: string | null;
  readonly contentCodings: readonly string[];
  /** From its beginning, at most 4 MiB. */
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  /** Where the finding's range stands among its bytes, [start, end). */
  readonly range: readonly [number, number];
  /** Bytes of it that the capture does not hold. */
  readonly missingBytes: number;
}

interface Candidate {
  readonly part: ContentPart;
  readonly pieces: Uint8Array[];
  keptBytes: number;
  sizeBytes: number;
  missingBytes: number;
  /** The finding's range in this message; -1 while it has none of it. */
  start: number;
  end: number;
  /** Bytes of the message inside the range. */
  inside: number;
  sharesPackets: boolean;
}

/** Watches the contents of the finding's conversation and keeps the message that holds it. */
export class CarriedBytes {
  readonly #finding: Finding;
  readonly #candidates: Candidate[] = [];

  constructor(finding: Finding) {
    this.#finding = finding;
  }

  /** Contents of other conversations are left out, but for positions: what all of them tell of clocks decides on each. */
  wrap(onContent: OnContent): OnContent {
    const { flow, kind } = this.#finding;
    const needsAll = kind === "position" || kind === "track" || kind === "homePoint";
    return (part) => {
      if (part.flow.flowId !== flow.flowId) return needsAll ? onContent(part) : null;
      return tee(onContent(part), this.#take(part));
    };
  }

  /** The message that fits best; `undefined` where the range stands in none. */
  message(): CarriedMessage | undefined {
    const { http } = this.#finding;
    const rank = ({ part, inside, sharesPackets }: Candidate): number =>
      (sharesPackets ? 4 : 0) +
      (part.http?.path === http?.path && part.http?.host === http?.host ? 2 : 0) +
      (part.http?.status === http?.status ? 1 : 0) +
      inside / (inside + 1);
    const [best] = this.#candidates.filter(({ inside }) => inside > 0).sort((one, other) => rank(other) - rank(one));
    if (best === undefined) return undefined;
    const { part, sizeBytes, missingBytes } = best;
    const { role, mediaType, contentCodings } = part;
    const bytes = new Uint8Array(best.keptBytes);
    let at = 0;
    for (const piece of best.pieces) {
      bytes.set(piece, at);
      at += piece.byteLength;
    }
    return { role, mediaType, contentCodings, bytes, sizeBytes, range: [best.start, best.end], missingBytes };
  }

  #take(part: ContentPart): ContentSink {
    const { byteRange, packets } = this.#finding;
    const [from, to] = byteRange;
    const firstPacket = packets[0] ?? 0;
    const lastPacket = packets.at(-1) ?? 0;
    const candidate: Candidate = {
      part,
      pieces: [],
      keptBytes: 0,
      sizeBytes: 0,
      missingBytes: 0,
      start: -1,
      end: -1,
      inside: 0,
      sharesPackets: false,
    };
    this.#candidates.push(candidate);
    return {
      data(bytes, start, end, streamStart, streamEnd, span) {
        const isSame = streamEnd - streamStart === end - start;
        const overlapStart = Math.max(from, streamStart);
        const overlapEnd = Math.min(to, streamEnd);
        if (overlapStart < overlapEnd) {
          // Where the bytes were made anew (heads of HTTP/2) the place is that of the whole run.
          const first = isSame ? overlapStart - streamStart : 0;
          const last = isSame ? overlapEnd - streamStart : end - start;
          if (candidate.start < 0) candidate.start = candidate.sizeBytes + first;
          candidate.end = candidate.sizeBytes + last;
          candidate.inside += last - first;
          if (span.first <= lastPacket && span.last >= firstPacket) candidate.sharesPackets = true;
        }
        const room = Math.min(end - start, MOST_BYTES - candidate.keptBytes);
        if (room > 0) {
          candidate.pieces.push(bytes.slice(start, start + room));
          candidate.keptBytes += room;
        }
        candidate.sizeBytes += end - start;
      },
      gap(lengthBytes) {
        candidate.missingBytes += lengthBytes;
      },
      end: () => this.#settle(candidate),
    };
  }

  /** Messages that hold nothing of the range are let go. */
  #settle(candidate: Candidate): void {
    const at = this.#candidates.indexOf(candidate);
    if (at >= 0 && (candidate.inside === 0 || this.#candidates.length > MOST_CANDIDATES)) this.#candidates.splice(at, 1);
  }
}

function tee(one: ContentSink | null, other: ContentSink): ContentSink {
  if (one === null) return other;
  return {
    data(...run) {
      one.data(...run);
      other.data(...run);
    },
    gap(lengthBytes) {
      one.gap(lengthBytes);
      other.gap(lengthBytes);
    },
    end(whole) {
      one.end(whole);
      other.end(whole);
    },
  };
}
