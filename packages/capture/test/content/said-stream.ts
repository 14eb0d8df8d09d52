/** Feeds a plain stream to a reader of contents, cut in any way, and tells in lines what came out. */
import type { Side } from "../../src/analyzer.ts";
import type { ContentContext } from "../../src/content/content-stream.ts";
import { StreamContents } from "../../src/content/stream-contents.ts";
import { type CollectedPart, collectParts } from "./collected-parts.ts";

/** What one side said, as Latin-1, or how many bytes of it are missing. */
export type SaidText = readonly [side: Side, content: string | number];

/** What came out. */
export interface Contents {
  /** `side role transport | text`, with what was declared. By side, each in order. */
  readonly lines: readonly string[];
  readonly parts: readonly CollectedPart[];
  readonly sealed: readonly [number, number];
  readonly lost: readonly [number, number];
}

/** Feeds a stream; `cut` gives the lengths of the pieces of each text. The number of the piece, from 1, is its packet's. */
export function contentsOf(
  said: readonly SaidText[],
  options: { readonly cut?: (length: number) => readonly number[]; readonly context?: Partial<ContentContext> } = {},
): Contents {
  const collected = collectParts();
  const sealed: [number, number] = [0, 0];
  const context: ContentContext = {
    ...collected.context,
    sealed: (side, length) => {
      sealed[side] += length;
    },
    ...options.context,
  };
  const stream = new StreamContents(context);
  const next: [number, number] = [0, 0];
  let packet = 0;
  for (const [side, content] of said) {
    if (typeof content === "number") {
      stream.gap(side, content);
      next[side] += content;
      continue;
    }
    const bytes = Buffer.from(content, "latin1");
    let at = 0;
    for (const length of options.cut?.(bytes.length) ?? [bytes.length]) {
      const count = Math.min(length, bytes.length - at);
      if (count <= 0) continue;
      packet++;
      const block = new Uint8Array(count + 16).fill(0x0a);
      block.set(bytes.subarray(at, at + count), 8);
      stream.data(side, block, 8, 8 + count, next[side], { first: packet, last: packet }, packet * 1000);
      block.fill(0xee); // borrowed
      at += count;
      next[side] += count;
    }
  }
  stream.end();
  if (collected.total.bytes !== 0) throw new Error(`${collected.total.bytes} bytes are still held`);
  const parts = [...collected.parts].sort((one, other) => one.part.side - other.part.side);
  return { lines: parts.map(lineOf), parts, sealed, lost: collected.lost };
}

function lineOf({ part, text, whole, gapBytes }: CollectedPart): string {
  const about = [
    part.http?.method,
    part.http?.host,
    part.http?.path,
    part.http?.status,
    part.topic,
    part.mediaType,
    part.boundary,
    ...part.contentCodings,
  ];
  const words = [
    part.side,
    part.role,
    part.transport.join(">"),
    part.message,
    ...about.filter((word) => word !== null && word !== undefined),
  ];
  return `${words.join(" ")} | ${text}${gapBytes > 0 ? ` [${gapBytes} missing]` : ""}${whole === true ? "" : whole === null ? " [open]" : " [cut]"}`;
}
