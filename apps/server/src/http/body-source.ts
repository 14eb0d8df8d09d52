/** A request body as a `ByteSource` that is read once, from start to end. Holds one piece and one read in memory. */
import type { Readable } from "node:stream";
import { type ByteSource, UserError } from "@creance/core";

/** Bytes that come in while they are kept. */
export interface BodySource extends ByteSource {
  /** Why reading ended early: `upload-cut` (the sender stopped or said nothing for too long) or `upload-longer`. */
  readonly failure: UserError | undefined;
}

/**
 * Reads `body`, which must be `size` bytes long. Reads follow one another. A read rejects with a plain error when the body is wrong:
 * the file fails, the import goes on; `failure` then says why.
 */
export function bodySource(body: Readable, size: number, idleMs = 60_000): BodySource {
  let rest: Uint8Array = new Uint8Array(0);
  let position = 0;
  let failure: UserError | undefined;
  let pieces: AsyncIterator<Uint8Array> | undefined;

  function fail(code: string, sentence: string): Error {
    failure ??= new UserError(code, "wrongUse", sentence);
    return new Error(failure.message);
  }
  const cut = (): Error =>
    fail("upload-cut", `The upload ended after ${position} of ${size} bytes; nothing of it was kept. Send the file again.`);

  async function nextPiece(): Promise<Uint8Array | undefined> {
    pieces ??= body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    let timer: NodeJS.Timeout | undefined;
    const idle = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), idleMs);
    });
    try {
      const next = await Promise.race([pieces.next(), idle]);
      return next === undefined || next.done === true ? undefined : next.value;
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    size,
    readOnce: true,
    get failure() {
      return failure;
    },
    async read(start, end) {
      if (start !== position) throw new RangeError(`the body was read to byte ${position} and cannot be read from byte ${start}`);
      const wanted = Math.max(0, Math.min(end, size) - start);
      const parts: Uint8Array[] = [];
      let filled = 0;
      while (filled < wanted) {
        if (rest.byteLength === 0) {
          const piece = await nextPiece();
          if (piece === undefined) throw cut();
          rest = piece;
        }
        const part = rest.subarray(0, wanted - filled);
        rest = rest.subarray(part.byteLength);
        parts.push(part);
        filled += part.byteLength;
        position += part.byteLength;
      }
      if (position === size && rest.byteLength > 0) throw fail("upload-longer", "More bytes came than announced; nothing of it was kept.");
      return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts, filled);
    },
  };
}
