/**
 * Messages between the courier's process and its parent: each is two lengths (u32, big endian), a JSON head and a body of bytes. Both sides
 * bound both, and wait for the other where it takes nothing.
 */
import type { Duplex } from "node:stream";

/** Longest JSON head: a state of 10,000 parts fits. */
export const MAX_HEAD_BYTES = 4 * 1_048_576;
/** Longest body. Bytes of files travel in blocks of this size. */
export const BLOCK_BYTES = 1_048_576;
const LENGTHS_BYTES = 8;

/** One side of it. */
export interface Channel<Sent> {
  /** Sends in order. Resolves when more can be sent; never rejects: a broken channel tells `onEnd`. */
  send(message: Sent, body?: Uint8Array): Promise<void>;
  end(): void;
}

/** What a side does with what comes. */
export interface ChannelOptions<Received> {
  /** `body` is the receiver's to keep; empty where none was sent. */
  readonly onMessage: (message: Received, body: Uint8Array) => void;
  /** Once: the other side has gone, or sent what cannot be read (`fault`). */
  readonly onEnd: (fault: string | null) => void;
}

/** Speaks over a stream. */
export function openChannel<Sent, Received>(stream: Duplex, { onMessage, onEnd }: ChannelOptions<Received>): Channel<Sent> {
  const lengths = Buffer.alloc(LENGTHS_BYTES);
  let head = Buffer.alloc(0);
  let body = Buffer.alloc(0);
  /** What is being filled: the lengths, the head or the body. */
  let filling: Buffer = lengths;
  let have = 0;
  let isOver = false;
  /** What all senders wait for while the other side takes nothing. */
  let drained: Promise<void> | null = null;
  const over = (fault: string | null): void => {
    if (isOver) return;
    isOver = true;
    stream.destroy();
    onEnd(fault);
  };
  const deliver = (): void => {
    let value: Received;
    try {
      value = JSON.parse(head.toString("utf8")) as Received;
    } catch {
      over("a message is no JSON");
      return;
    }
    onMessage(value, body);
  };
  /** `filling` is full. */
  const advance = (): void => {
    have = 0;
    if (filling === lengths) {
      const [headBytes, bodyBytes] = [lengths.readUInt32BE(0), lengths.readUInt32BE(4)];
      if (headBytes === 0 || headBytes > MAX_HEAD_BYTES || bodyBytes > BLOCK_BYTES) {
        over("a message is longer than any may be");
        return;
      }
      head = Buffer.alloc(headBytes);
      body = Buffer.allocUnsafeSlow(bodyBytes);
      filling = head;
    } else if (filling === head && body.length > 0) {
      filling = body;
    } else {
      filling = lengths;
      deliver();
    }
  };
  const push = (bytes: Buffer): void => {
    let offset = 0;
    while (!isOver && offset < bytes.length) {
      const count = Math.min(filling.length - have, bytes.length - offset);
      bytes.copy(filling, have, offset, offset + count);
      have += count;
      offset += count;
      if (have === filling.length) advance();
    }
  };

  stream.on("data", push);
  stream.on("end", () => over(null));
  stream.on("close", () => over(null));
  stream.on("error", () => over(null));
  return {
    send(message, payload) {
      if (isOver) return Promise.resolve();
      const text = Buffer.from(JSON.stringify(message), "utf8");
      const size = payload?.byteLength ?? 0;
      if (text.length > MAX_HEAD_BYTES || size > BLOCK_BYTES) throw new RangeError("a message to or from the courier is too long");
      const front = Buffer.allocUnsafe(LENGTHS_BYTES);
      front.writeUInt32BE(text.length, 0);
      front.writeUInt32BE(size, 4);
      stream.cork();
      stream.write(front);
      stream.write(text);
      if (payload !== undefined && size > 0) stream.write(payload);
      process.nextTick(() => stream.uncork());
      if (!stream.writableNeedDrain) return Promise.resolve();
      drained ??= new Promise((resolve) => {
        const done = (): void => {
          stream.off("drain", done);
          stream.off("close", done);
          drained = null;
          resolve();
        };
        stream.on("drain", done);
        stream.on("close", done);
      });
      return drained;
    },
    end() {
      stream.end();
    },
  };
}
