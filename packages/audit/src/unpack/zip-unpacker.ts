/** zip archives by their local headers (APPNOTE 4.3.7), as they come: streamed archives have no directory yet, and cut ones never get it. */
import type { Inflater } from "@creance/core";
import { latin1 } from "./body-shape.ts";
import { indexOfByte } from "./index-of-byte.ts";
import { isRecordName } from "./record-name.ts";
import type { ChildStream, Unpacker, UnpackHost } from "./unpacker.ts";
import { withRoom } from "./with-room.ts";

const HEADER_BYTES = 30;
const STEP_BYTES = 4096;
const NAME_BYTES = 4096;
const signature = [0x50, 0x4b, 3, 4];
const WIDE = 0xffff_ffff;

/** Opens members that are stored or deflated, and gives their names as streams of their own. */
export function createZipUnpacker(host: UnpackHost): Unpacker {
  /** Bytes collected for a header or a signature. */
  let held = new Uint8Array(HEADER_BYTES);
  let heldLength = 0;
  let at = 0;
  let state: "header" | "stored" | "deflated" | "skipped" | "seek" = "header";
  let wanted = HEADER_BYTES;
  /** Bytes of the member that are left; `undefined` when its header does not say. */
  let left: number | undefined;
  let memberStart = 0;
  let inflater: Inflater | undefined;
  let child: ChildStream | undefined;
  let inflated = 0;
  let closedBytes = 0;

  const endMember = (isWhole: boolean): void => {
    child?.end(isWhole);
    child = undefined;
    if (inflater !== undefined) {
      try {
        inflater.finish();
      } catch {
        // Cut: what came out was searched.
      }
      inflater = undefined;
    }
    state = "seek";
    heldLength = 0;
  };

  const header = (): void => {
    const view = new DataView(held.buffer, held.byteOffset, heldLength);
    const nameBytes = view.getUint16(26, true);
    const extraBytes = view.getUint16(28, true);
    if (heldLength < HEADER_BYTES + nameBytes + extraBytes) {
      wanted = HEADER_BYTES + nameBytes + extraBytes;
      held = withRoom(held, heldLength, wanted);
      return;
    }
    const flags = view.getUint16(6, true);
    const method = view.getUint16(8, true);
    const compressed = view.getUint32(18, true);
    memberStart = at - heldLength;
    if (nameBytes > 0) {
      const shown = Math.min(nameBytes, NAME_BYTES);
      const recordName = isRecordName(latin1(held.subarray(HEADER_BYTES, HEADER_BYTES + shown), shown)) ? ([0, shown] as const) : null;
      const name = host.open({ layers: ["zip"], sourceStart: memberStart + HEADER_BYTES, role: "name", recordName });
      name?.push(held, HEADER_BYTES, HEADER_BYTES + shown, memberStart + HEADER_BYTES, memberStart + HEADER_BYTES + shown);
      name?.end(true);
    }
    left = (flags & 8) !== 0 && compressed === 0 ? undefined : compressed;
    if (compressed === WIDE) left = wideSize(view, HEADER_BYTES + nameBytes, extraBytes);
    const sealed = (flags & 1) !== 0;
    const open = (): ChildStream | undefined => host.open({ layers: ["zip"], sourceStart: at, role: "body" });
    inflated = 0;
    heldLength = 0;
    if (!sealed && method === 8) {
      inflater = host.platform.createInflateRaw({ maxOutputBytes: Number.MAX_SAFE_INTEGER });
      child = open();
      state = child === undefined ? "skipped" : "deflated";
    } else if (!sealed && method === 0 && left !== undefined) {
      child = open();
      state = child === undefined ? "skipped" : "stored";
    } else if (left !== undefined) state = "skipped";
    else {
      if (!sealed && method === 0) child = open();
      state = "seek";
    }
    if (left === 0) endMember(true);
  };

  /** Takes bytes of a deflated member; gives back how many. */
  const deflated = (bytes: Uint8Array, start: number, end: number): number => {
    const next = Math.min(end, start + STEP_BYTES, left === undefined ? end : start + left);
    if (inflater === undefined) return next - start;
    if (host.unpackRoom() <= 0) {
      host.tooLarge(next - start);
      endMember(false);
      return next - start;
    }
    const taken = inflated;
    let out: Uint8Array;
    try {
      out = inflater.push(bytes.subarray(start, next));
    } catch {
      out = inflater.rescued;
      give(out, at + next - start);
      endMember(false);
      return next - start;
    }
    inflated += next - start;
    const consumed = inflater.isEnded ? Math.max(0, inflater.inputBytes - taken) : next - start;
    give(out, at + consumed);
    if (left !== undefined) left -= consumed;
    if (inflater.isEnded || left === 0) endMember(inflater.isEnded);
    return Math.min(consumed, next - start);
  };
  const give = (out: Uint8Array, sourceEnd: number): void => {
    host.unpacked(out.byteLength);
    child?.push(out, 0, out.byteLength, memberStart, sourceEnd);
  };

  return {
    push(bytes, start, end) {
      for (let from = start; from < end; ) {
        if (state === "header") {
          const take = Math.min(end - from, wanted - heldLength);
          held.set(bytes.subarray(from, from + take), heldLength);
          heldLength += take;
          at += take;
          from += take;
          if (heldLength === wanted) header();
        } else if (state === "deflated") {
          const take = deflated(bytes, from, end);
          at += take;
          from += take;
        } else if (state === "stored" || state === "skipped") {
          const take = Math.min(end - from, left ?? end - from);
          if (state === "stored") child?.push(bytes, from, from + take, at, at + take);
          else closedBytes += take;
          at += take;
          from += take;
          if (left !== undefined) left -= take;
          if (left === 0) endMember(true);
        } else {
          // Behind a member stand its descriptor, the next header, or the directory: the next local header is looked for. A stored member of
          // unknown length goes on until then.
          if (heldLength === 0) {
            const found = indexOfByte(bytes, 0x50, from, end);
            const to = found < 0 ? end : found;
            child?.push(bytes, from, to, at, at + to - from);
            at += to - from;
            from = to;
            if (from >= end) break;
          }
          if (bytes[from] === (signature[heldLength] as number)) {
            held[heldLength++] = bytes[from++] as number;
            at++;
          } else {
            child?.push(held, 0, heldLength, at - heldLength, at);
            heldLength = 0;
            continue;
          }
          if (heldLength === 4) {
            child?.end(true);
            child = undefined;
            state = "header";
            wanted = HEADER_BYTES;
          }
        }
      }
    },
    gap() {
      endMember(false);
    },
    end(isWhole) {
      endMember(isWhole && (state === "seek" || state === "header"));
      if (closedBytes > 0) host.opaque(closedBytes);
      held = new Uint8Array(0);
    },
  };
}

/** The compressed size in a zip64 field (APPNOTE 4.5.3): the second of two sizes, or the only one. */
function wideSize(view: DataView, start: number, length: number): number | undefined {
  for (let at = start; at + 4 <= start + length; ) {
    const size = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && at + 4 + size <= start + length) {
      const from = size >= 16 ? at + 12 : at + 4;
      if (from + 8 > start + length) return undefined;
      const value = view.getUint32(from + 4, true) * 2 ** 32 + view.getUint32(from, true);
      return Number.isSafeInteger(value) ? value : undefined;
    }
    at += 4 + size;
  }
  return undefined;
}
