/** Reference encoders of the lab, written apart from the program's own decoders so that both must be right. */
import { createHash } from "node:crypto";
import { brotliCompressSync, crc32, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { concatBytes } from "../../packages/capture/src/index.ts";

const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Content codings and other wrappings of bytes. */
export const wrappings = {
  gzip: (bytes: Uint8Array) => plain(gzipSync(bytes)),
  deflate: (bytes: Uint8Array) => plain(deflateSync(bytes)),
  deflateRaw: (bytes: Uint8Array) => plain(deflateRawSync(bytes)),
  br: (bytes: Uint8Array) => plain(brotliCompressSync(bytes)),
  base64: (bytes: Uint8Array) => utf8(Buffer.from(bytes).toString("base64")),
  base64url: (bytes: Uint8Array) => utf8(Buffer.from(bytes).toString("base64url")),
  base64lines: (bytes: Uint8Array) => utf8(Buffer.from(bytes).toString("base64").replace(/.{76}/g, "$&\r\n")),
  hex: (bytes: Uint8Array) => utf8(Buffer.from(bytes).toString("hex")),
  hexUpper: (bytes: Uint8Array) => utf8(Buffer.from(bytes).toString("hex").toUpperCase()),
  hexColons: (bytes: Uint8Array) =>
    utf8(
      Buffer.from(bytes)
        .toString("hex")
        .replace(/..(?=.)/g, "$&:"),
    ),
  percent: (bytes: Uint8Array) => utf8(Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("")),
  utf16le: (bytes: Uint8Array) => plain(Buffer.from(Buffer.from(bytes).toString("utf8"), "utf16le")),
  utf16be: (bytes: Uint8Array) => plain(Buffer.from(Buffer.from(bytes).toString("utf8"), "utf16le").swap16()),
  jsonEscaped: (bytes: Uint8Array) =>
    utf8(Array.from(Buffer.from(bytes).toString("utf8"), (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")),
  grpc: (bytes: Uint8Array) => concatBytes([Uint8Array.of(0), uint32(bytes.length), bytes]),
} as const satisfies Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>>;

/** Name of a wrapping. */
export type Wrapping = keyof typeof wrappings;

/** A hash of a text, printed. */
export function hashText(name: "md5" | "sha1" | "sha256", value: string, as: "hex" | "HEX" | "base64" = "hex"): string {
  const hash = createHash(name).update(value, "utf8");
  return as === "base64" ? hash.digest("base64") : as === "HEX" ? hash.digest("hex").toUpperCase() : hash.digest("hex");
}

/** The hash itself. */
export function hashBytes(name: "md5" | "sha1" | "sha256", value: string): Uint8Array {
  return plain(createHash(name).update(value, "utf8").digest());
}

/** A number as bytes. */
export function numberBytes(
  form: "float64" | "float32" | "int32" | "int64" | "uint64",
  value: number,
  order: "little" | "big" = "little",
): Uint8Array {
  const view = new DataView(new ArrayBuffer(form === "float32" || form === "int32" ? 4 : 8));
  const little = order === "little";
  if (form === "float64") view.setFloat64(0, value, little);
  else if (form === "float32") view.setFloat32(0, value, little);
  else if (form === "int32") view.setInt32(0, Math.round(value), little);
  else view.setBigInt64(0, BigInt(Math.round(value)), little);
  return new Uint8Array(view.buffer);
}

/** A field of protobuf: number, kind, value. */
export type ProtobufField = readonly [
  number,
  "string" | "bytes" | "double" | "float" | "varint" | "zigzag" | "fixed32" | "sfixed32" | "message",
  string | number | Uint8Array | readonly ProtobufField[],
];

/** A protobuf message. */
export function protobuf(fields: readonly ProtobufField[]): Uint8Array {
  return concatBytes(
    fields.map(([number, kind, value]) => {
      const wire = { string: 2, bytes: 2, message: 2, double: 1, float: 5, fixed32: 5, sfixed32: 5, varint: 0, zigzag: 0 }[kind];
      const tag = varint(BigInt(number * 8 + wire));
      if (wire === 2) {
        const bytes =
          typeof value === "string" ? utf8(value) : value instanceof Uint8Array ? value : protobuf(value as readonly ProtobufField[]);
        return concatBytes([tag, varint(BigInt(bytes.length)), bytes]);
      }
      const whole = Number(value);
      if (kind === "double") return concatBytes([tag, numberBytes("float64", whole)]);
      if (kind === "float") return concatBytes([tag, numberBytes("float32", whole)]);
      if (wire === 5) return concatBytes([tag, numberBytes("int32", whole)]);
      const integer = BigInt(Math.round(whole));
      return concatBytes([tag, varint(BigInt.asUintN(64, kind === "zigzag" ? (integer << 1n) ^ (integer >> 63n) : integer))]);
    }),
  );
}

/** A multipart body; `Content-Type` is `multipart/form-data; boundary=` and the boundary. */
export function multipart(
  boundary: string,
  parts: readonly {
    readonly name: string;
    readonly fileName?: string | undefined;
    readonly type?: string | undefined;
    readonly body: Uint8Array;
  }[],
): Uint8Array {
  const pieces = parts.flatMap(({ name, fileName, type, body }) => [
    utf8(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${fileName === undefined ? "" : `; filename="${fileName}"`}\r\n` +
        `${type === undefined ? "" : `Content-Type: ${type}\r\n`}\r\n`,
    ),
    body,
    utf8("\r\n"),
  ]);
  return concatBytes([...pieces, utf8(`--${boundary}--\r\n`)]);
}

/** A zip archive; `streamed` leaves out the directory and the sizes, as programs do that write while they read. */
export function zip(
  members: readonly { readonly name: string; readonly body: Uint8Array }[],
  kind: "whole" | "streamed" | "stored" = "whole",
): Uint8Array {
  const locals: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let offset = 0;
  for (const { name, body } of members) {
    const method = kind === "stored" ? 0 : 8;
    const packed = method === 0 ? body : plain(deflateRawSync(body));
    const [crc, sizes] = kind === "streamed" ? [0, [0, 0]] : [crc32(body), [packed.length, body.length]];
    const common = concatBytes([
      le16(20),
      le16(kind === "streamed" ? 8 : 0),
      le16(method),
      le32(0x5b2b_8a00),
      le32(crc),
      ...sizes.map(le32),
      le16(utf8(name).length),
      le16(0),
    ]);
    const local = concatBytes([le32(0x04034b50), common, utf8(name), packed]);
    locals.push(local);
    entries.push(concatBytes([le32(0x02014b50), le16(20), common, le16(0), le16(0), le16(0), le32(0), le32(offset), utf8(name)]));
    offset += local.length;
    if (kind === "streamed") {
      const descriptor = concatBytes([le32(0x08074b50), le32(crc32(body)), le32(packed.length), le32(body.length)]);
      locals.push(descriptor);
      offset += descriptor.length;
    }
  }
  if (kind === "streamed") return concatBytes(locals);
  const directory = concatBytes(entries);
  return concatBytes([
    ...locals,
    directory,
    le32(0x06054b50),
    le32(0),
    le16(entries.length),
    le16(entries.length),
    le32(directory.length),
    le32(offset),
    le16(0),
  ]);
}

/** A JPEG with a position, a time and a camera serial in its metadata, in front of the picture `jpeg`. */
export function jpegWithPosition(jpeg: Uint8Array, latDeg: number, lonDeg: number, altM: number, time: string, serial: string): Uint8Array {
  const tiff = new Growing();
  tiff.add(utf8("MM"), be16(42), be32(8));
  const angle = (degrees: number): Uint8Array => {
    const seconds = Math.round(Math.abs(degrees) * 36e8);
    const [whole, minutes] = [Math.floor(seconds / 36e8), Math.floor((seconds % 36e8) / 6e7)];
    return concatBytes([be32(whole), be32(1), be32(minutes), be32(1), be32(Math.round((seconds % 6e7) / 100)), be32(10_000)]);
  };
  const entry = (tag: number, type: number, count: number, value: Uint8Array): Uint8Array =>
    concatBytes([be16(tag), be16(type), be32(count), value]);
  const date = utf8(`${time}\0`);
  const owner = utf8(`${serial}\0`);
  const [exif, gps] = [8 + 2 + 3 * 12 + 4, 8 + 2 + 3 * 12 + 4 + 2 + 2 * 12 + 4];
  const data = gps + 2 + 6 * 12 + 4;
  let at = data;
  const place = (length: number): Uint8Array => {
    const offset = be32(at);
    at += length;
    return offset;
  };
  tiff.add(
    be16(3),
    entry(0x0132, 2, date.length, place(date.length)),
    entry(0x8769, 4, 1, be32(exif)),
    entry(0x8825, 4, 1, be32(gps)),
    be32(0),
  );
  tiff.add(be16(2), entry(0x9003, 2, date.length, place(date.length)), entry(0xa431, 2, owner.length, place(owner.length)), be32(0));
  tiff.add(
    be16(6),
    entry(1, 2, 2, Uint8Array.of(latDeg < 0 ? 83 : 78, 0, 0, 0)),
    entry(2, 5, 3, place(24)),
    entry(3, 2, 2, Uint8Array.of(lonDeg < 0 ? 87 : 69, 0, 0, 0)),
    entry(4, 5, 3, place(24)),
    entry(5, 1, 1, Uint8Array.of(altM < 0 ? 1 : 0, 0, 0, 0)),
    entry(6, 5, 1, place(8)),
    be32(0),
  );
  tiff.add(date, date, owner, angle(latDeg), angle(lonDeg), be32(Math.round(Math.abs(altM) * 1000)), be32(1000));
  const app1 = concatBytes([utf8("Exif\0\0"), tiff.bytes()]);
  // Cameras write their own metadata in the place of the plain head that drawn pictures have.
  const hasPlainHead = jpeg[2] === 0xff && jpeg[3] === 0xe0;
  const rest = jpeg.subarray(hasPlainHead ? 4 + (((jpeg[4] ?? 0) << 8) | (jpeg[5] ?? 0)) : 2);
  return concatBytes([jpeg.subarray(0, 2), Uint8Array.of(0xff, 0xe1), be16(app1.length + 2), app1, rest]);
}

class Growing {
  readonly #parts: Uint8Array[] = [];
  add(...parts: readonly Uint8Array[]): void {
    this.#parts.push(...parts);
  }
  bytes(): Uint8Array {
    return concatBytes(this.#parts);
  }
}

function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function varint(value: bigint): Uint8Array {
  const out: number[] = [];
  for (let left = value; ; left >>= 7n) {
    out.push(Number(left & 127n) | (left > 127n ? 128 : 0));
    if (left <= 127n) return Uint8Array.from(out);
  }
}

function uint32(value: number): Uint8Array {
  return be32(value);
}
function be16(value: number): Uint8Array {
  return Uint8Array.of((value >> 8) & 255, value & 255);
}
function be32(value: number): Uint8Array {
  return Uint8Array.of((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}
function le16(value: number): Uint8Array {
  return be16(value).reverse();
}
function le32(value: number): Uint8Array {
  return be32(value).reverse();
}
