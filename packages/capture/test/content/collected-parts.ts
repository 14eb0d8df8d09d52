/** A context for readers of contents, and everything that they give, piece by piece. */
import { nodePlatform } from "@creance/node";
import { type ContentLimits, contentLimits } from "../../src/content/content-limits.table.ts";
import type { ContentPart } from "../../src/content/content-part.ts";
import type { ContentContext } from "../../src/content/content-stream.ts";
import { HeldBytes, type HeldTotal } from "../../src/protocol/held-bytes.ts";

/** One part with all that came of it. */
export interface CollectedPart {
  readonly part: ContentPart;
  /** Its bytes as Latin-1. */
  text: string;
  readonly pieces: { streamStart: number; streamEnd: number; first: number; last: number; timeUs: number }[];
  gapBytes: number;
  /** `null` as long as it was not ended. */
  whole: boolean | null;
}

/** A context and what it collected. */
export interface CollectedParts {
  readonly context: ContentContext;
  readonly parts: CollectedPart[];
  readonly issues: string[];
  readonly lost: [number, number];
  readonly total: HeldTotal;
}

/** Makes a context that takes every part. */
export function collectParts(
  options: Partial<Pick<ContentContext, "clientSide" | "carriedIn" | "alpn">> & {
    readonly limits?: Partial<ContentLimits>;
    readonly maxHeldBytes?: number;
  } = {},
): CollectedParts {
  const parts: CollectedPart[] = [];
  const issues: string[] = [];
  const lost: [number, number] = [0, 0];
  const total: HeldTotal = { bytes: 0, maxBytes: options.maxHeldBytes ?? 1 << 26 };
  const context: ContentContext = {
    flow: { flowId: "f1", timeUs: 0, transport: "tcp", origIp: "192.0.2.1", origPort: 1, respIp: "192.0.2.2", respPort: 2 },
    carriedIn: options.carriedIn ?? [],
    streamId: null,
    clientSide: options.clientSide ?? 0,
    alpn: options.alpn ?? null,
    platform: nodePlatform,
    limits: { ...contentLimits, ...options.limits },
    held: new HeldBytes(total, () => issues.push("crowded")),
    onContent: (part) => {
      const collected: CollectedPart = { part, text: "", pieces: [], gapBytes: 0, whole: null };
      parts.push(collected);
      return {
        data(bytes, start, end, streamStart, streamEnd, packets, timeUs) {
          if (collected.whole !== null) throw new Error("data behind the end");
          collected.text += Buffer.from(bytes.subarray(start, end)).toString("latin1");
          collected.pieces.push({ streamStart, streamEnd, first: packets.first, last: packets.last, timeUs });
        },
        gap(lengthBytes) {
          collected.gapBytes += lengthBytes;
        },
        end(whole) {
          if (collected.whole !== null) throw new Error("ended twice");
          collected.whole = whole;
        },
      };
    },
    onIssue: (issue) => issues.push(issue.code),
    sealed: () => {},
    lost: (side, lengthBytes) => {
      lost[side] += lengthBytes;
    },
  };
  return { context, parts, issues, lost, total };
}
