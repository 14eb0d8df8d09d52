/** A DataFlash reader as one is written in an afternoon: formats first, then an object for each message. The other side of the bench. */

const readers: Readonly<Record<string, readonly [bytes: number, read: (buffer: Buffer, at: number) => unknown]>> = {
  b: [1, (buffer, at) => buffer.readInt8(at)],
  B: [1, (buffer, at) => buffer.readUInt8(at)],
  M: [1, (buffer, at) => buffer.readUInt8(at)],
  h: [2, (buffer, at) => buffer.readInt16LE(at)],
  H: [2, (buffer, at) => buffer.readUInt16LE(at)],
  c: [2, (buffer, at) => buffer.readInt16LE(at) / 100],
  C: [2, (buffer, at) => buffer.readUInt16LE(at) / 100],
  i: [4, (buffer, at) => buffer.readInt32LE(at)],
  I: [4, (buffer, at) => buffer.readUInt32LE(at)],
  e: [4, (buffer, at) => buffer.readInt32LE(at) / 100],
  E: [4, (buffer, at) => buffer.readUInt32LE(at) / 100],
  L: [4, (buffer, at) => buffer.readInt32LE(at) / 1e7],
  f: [4, (buffer, at) => buffer.readFloatLE(at)],
  d: [8, (buffer, at) => buffer.readDoubleLE(at)],
  q: [8, (buffer, at) => Number(buffer.readBigInt64LE(at))],
  Q: [8, (buffer, at) => Number(buffer.readBigUInt64LE(at))],
  n: [4, (buffer, at) => textAt(buffer, at, 4)],
  N: [16, (buffer, at) => textAt(buffer, at, 16)],
  Z: [64, (buffer, at) => textAt(buffer, at, 64)],
  a: [64, (buffer, at) => Array.from({ length: 32 }, (_, index) => buffer.readInt16LE(at + 2 * index))],
};

function textAt(buffer: Buffer, at: number, length: number): string {
  const end = buffer.indexOf(0, at);
  return buffer.toString("latin1", at, end < 0 || end > at + length ? at + length : end);
}

interface PlainFormat {
  readonly name: string;
  readonly length: number;
  readonly letters: string;
  readonly columns: readonly string[];
}

/** Every message of a log as an object. */
export function readPlainDataflash(bytes: Uint8Array): Record<string, unknown>[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const formats = new Map<number, PlainFormat>([
    [128, { name: "FMT", length: 89, letters: "BBnNZ", columns: ["Type", "Length", "Name", "Format", "Columns"] }],
  ]);
  const messages: Record<string, unknown>[] = [];
  let at = 0;
  while (at + 3 <= buffer.length) {
    const format = buffer[at] === 0xa3 && buffer[at + 1] === 0x95 ? formats.get(buffer[at + 2] as number) : undefined;
    if (format === undefined) {
      at += 1;
      continue;
    }
    if (at + format.length > buffer.length) break;
    const message: Record<string, unknown> = { name: format.name };
    let field = at + 3;
    for (let index = 0; index < format.columns.length; index += 1) {
      const [size, read] = readers[format.letters[index] as string] as (typeof readers)[string];
      message[format.columns[index] as string] = read(buffer, field);
      field += size;
    }
    if (format.name === "FMT") {
      formats.set(message["Type"] as number, {
        name: message["Name"] as string,
        length: message["Length"] as number,
        letters: message["Format"] as string,
        columns: (message["Columns"] as string).split(","),
      });
    }
    messages.push(message);
    at += format.length;
  }
  return messages;
}
