/** Lines and what they are sorted by, as bytes: they cross from thread to thread and to the disk without becoming objects. */

/** Bytes before each line: time (f64), both halves of the id (u32 each), app id (f64), number of the capture (u32), length (u32). */
export const LINE_HEAD_BYTES = 32;
/** Bytes of one batch, more only for a longer line. */
const BATCH_BYTES = 524_288;

/** What a line is sorted by, and what its end needs. */
interface LineHead {
  readonly timeUs: number;
  /** 16 hexadecimal characters. */
  readonly flowId: string;
  /** Number of the capture that it comes from. */
  readonly captureIndex: number;
  /** App id, -1 without. */
  readonly uid: number;
}

/** A line and what it is sorted by. */
export interface SortableLine extends LineHead {
  /** Holds no line break. */
  readonly line: string;
}

/** Collects lines into batches and hands on each that is full. A batch is borrowed: valid during the call. */
export class LineBatch {
  readonly #onFull: (batch: Buffer) => void;
  #bytes = Buffer.alloc(0);
  #length = 0;

  constructor(onFull: (batch: Buffer) => void) {
    this.#onFull = onFull;
  }

  /** Adds a line that is there as text. */
  add({ line, ...head }: SortableLine): void {
    const bytes = this.room(line.length * 3);
    this.take(head, this.lineAt + bytes.write(line, this.lineAt));
  }

  /** Memory with room for a line of `mostBytes`, to be written from `lineAt` on. `take` comes next. */
  room(mostBytes: number): Buffer {
    const withHead = LINE_HEAD_BYTES + mostBytes;
    if (this.#length + withHead > this.#bytes.byteLength) {
      this.flush();
      if (withHead > this.#bytes.byteLength) this.#bytes = Buffer.allocUnsafeSlow(Math.max(BATCH_BYTES, withHead));
    }
    return this.#bytes;
  }

  /** Where the next line is to stand. */
  get lineAt(): number {
    return this.#length + LINE_HEAD_BYTES;
  }

  /** Adds the line that stands between `lineAt` and `end`. */
  take({ timeUs, flowId, captureIndex, uid }: LineHead, end: number): void {
    const bytes = this.#bytes;
    const at = this.#length;
    bytes.writeDoubleLE(timeUs, at);
    bytes.writeInt32LE(hexWord(flowId, 0), at + 8);
    bytes.writeInt32LE(hexWord(flowId, 8), at + 12);
    bytes.writeDoubleLE(uid, at + 16);
    bytes.writeUInt32LE(captureIndex, at + 24);
    bytes.writeUInt32LE(end - at - LINE_HEAD_BYTES, at + 28);
    this.#length = end;
  }

  /** Hands on what there is. */
  flush(): void {
    if (this.#length > 0) this.#onFull(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }
}

/** Eight lower-case hexadecimal digits as 32 bits. */
function hexWord(text: string, from: number): number {
  let word = 0;
  for (let at = from; at < from + 8; at++) {
    const code = text.charCodeAt(at);
    word = (word << 4) | (code < 0x3a ? code & 15 : (code & 15) + 9);
  }
  return word;
}

/** Below zero when the line at `at` comes before the other one: by time, then id, then capture. */
export function compareLines(bytes: Buffer, at: number, others: Buffer, otherAt: number): number {
  return (
    bytes.readDoubleLE(at) - others.readDoubleLE(otherAt) ||
    bytes.readUInt32LE(at + 8) - others.readUInt32LE(otherAt + 8) ||
    bytes.readUInt32LE(at + 12) - others.readUInt32LE(otherAt + 12) ||
    bytes.readUInt32LE(at + 24) - others.readUInt32LE(otherAt + 24)
  );
}

/** Bytes of the line at `at`, its head included. */
export function lineBytes(bytes: Buffer, at: number): number {
  return LINE_HEAD_BYTES + bytes.readUInt32LE(at + 28);
}
