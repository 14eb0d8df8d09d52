/** Finds the next message after bytes that are none. */
import type { UlogTopic } from "./ulog-topics.ts";

/** Messages that must follow each other for a place to be believed. */
const CHAIN = 4;
const DATA = 68;

/**
 * The first offset at or after `from` where messages follow each other; `from` itself when the message there is of an unknown kind but sound.
 * -1 when the block ends before that can be decided; the block's end when it is the last and nothing was found.
 */
export function resynchronise({
  bytes,
  view,
  from,
  isLast,
  knownTypes,
  topics,
}: {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly from: number;
  readonly isLast: boolean;
  readonly knownTypes: Uint8Array;
  readonly topics: readonly (UlogTopic | undefined)[];
}): number {
  const end = bytes.byteLength;
  const sizeAt = (at: number): number => view.getUint16(at, true);
  const isSound = (at: number): boolean => {
    const type = bytes[at + 2] as number;
    const size = sizeAt(at);
    if (knownTypes[type] === 0 || size === 0) return false;
    if (type !== DATA) return true;
    if (at + 5 > end) return true;
    const topic = topics[view.getUint16(at + 3, true)];
    return topic !== undefined && size - 2 >= topic.needBytes && size - 2 <= topic.sizeBytes;
  };
  // A kind that came after this reader: its length leads to a sound message.
  const size = from + 3 <= end ? sizeAt(from) : 0;
  if (size > 0 && from + 3 + size + 3 <= end && isSound(from + 3 + size)) return from;
  if (size > 0 && !isLast && from > 0 && from + 6 + size > end) return -1;
  for (let start = from + (from + 3 <= end && isSound(from) ? 0 : 1); start + 3 <= end; start += 1) {
    let at = start;
    let links = 0;
    while (links < CHAIN && at + 3 <= end && isSound(at)) {
      at += 3 + sizeAt(at);
      links += 1;
    }
    if (links === CHAIN) return start;
    // Ran off the end on sound messages: believed when it ends exactly there, else decided with the next block.
    if (links > 0 && at + 3 > end && (isLast ? at === end : start > 0)) return start;
  }
  return isLast ? end : Math.max(from + 1, end - 2);
}
