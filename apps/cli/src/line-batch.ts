/** Lines and what they are sorted by, as bytes: they cross from thread to thread and to the disk without becoming objects. */

/** Bytes before each line: time (f64), both halves of the id (u32 each), app id (f64), number of the capture (u32), length (u32). */
export const LINE_HEAD_BYTES = 32;
/** Bytes of one batch, more only for a longer line. */
const BATCH_BYTES = 524_288;

/** A line and what it is sorted by. */
export interface SortableLine {
  readonly timeUs: number;
  /** 16 hexadecimal characters. */
  readonly flowId: string;
  /** Number of the capture that it comes from. */
  readonly captureIndex: number;
  /** App id, -1 without. */
  readonly uid: number;
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

  /** Adds a line. */
  add({ timeUs, flowId, captureIndex, uid, line }: SortableLine): void {
    const mostBytes = LINE_HEAD_BYTES + line.length * 3;
    if (this.#length + mostBytes > this.#bytes.byteLength) {
      this.flush();
      if (mostBytes > this.#bytes.byteLength) this.#bytes = Buffer.allocUnsafeSlow(Math.max(BATCH_BYTES, mostBytes));
    }
    const bytes = this.#bytes;
    const at = this.#length;
    const length = bytes.write(line, at + LINE_HEAD_BYTES);
    bytes.writeDoubleLE(timeUs, at);
    bytes.writeUInt32LE(Number.parseInt(flowId.slice(0, 8), 16), at + 8);
    bytes.writeUInt32LE(Number.parseInt(flowId.slice(8), 16), at + 12);
    bytes.writeDoubleLE(uid, at + 16);
    bytes.writeUInt32LE(captureIndex, at + 24);
    bytes.writeUInt32LE(length, at + 28);
    this.#length = at + LINE_HEAD_BYTES + length;
  }

  /** Hands on what there is. */
  flush(): void {
    if (this.#length > 0) this.#onFull(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }
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
