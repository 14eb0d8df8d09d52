/** Writes captures, for tests and for the sample operation: pcap and pcapng (docs/formats/captures.md). */
import { concatBytes } from "@creance/core";

/** A packet to be written. */
export interface PacketToWrite {
  readonly bytes: Uint8Array;
  /** Microseconds since 1970-01-01 UTC. */
  readonly timeUs: number;
  /** Length on the wire where the capture cut the packet; otherwise the length of `bytes`. */
  readonly wireLength?: number;
}

/** How a pcap is written. */
export interface WritePcapOptions {
  readonly linkType: number;
  /** Default `little`. */
  readonly byteOrder?: "little" | "big";
  /** Default `us`. */
  readonly resolution?: "us" | "ns";
}

/** A whole pcap. */
export function writePcap(packets: Iterable<PacketToWrite>, options: WritePcapOptions): Uint8Array<ArrayBuffer> {
  const littleEndian = options.byteOrder !== "big";
  const ticksPerUs = options.resolution === "ns" ? 1000 : 1;
  const header = new DataView(new ArrayBuffer(24));
  header.setUint32(0, ticksPerUs === 1000 ? 0xa1b23c4d : 0xa1b2c3d4, littleEndian);
  header.setUint16(4, 2, littleEndian);
  header.setUint16(6, 4, littleEndian);
  header.setUint32(16, 262_144, littleEndian);
  header.setUint32(20, options.linkType, littleEndian);
  const parts = [new Uint8Array(header.buffer)];
  for (const { bytes, timeUs, wireLength } of packets) {
    const record = new DataView(new ArrayBuffer(16));
    const seconds = Math.floor(timeUs / 1e6);
    record.setUint32(0, seconds, littleEndian);
    record.setUint32(4, Math.round((timeUs - seconds * 1e6) * ticksPerUs), littleEndian);
    record.setUint32(8, bytes.byteLength, littleEndian);
    record.setUint32(12, wireLength ?? bytes.byteLength, littleEndian);
    parts.push(new Uint8Array(record.buffer), new Uint8Array(bytes));
  }
  return concatBytes(parts);
}

/** An interface of a section. */
export interface InterfaceToWrite {
  readonly linkType: number;
  /** if_tsresol as stored; absent is microseconds. */
  readonly timeResolution?: number;
  /** if_tsoffset, seconds. */
  readonly timeOffsetS?: number;
}

/** A packet of a pcapng. */
export interface EnhancedPacketToWrite {
  readonly interfaceId?: number;
  readonly bytes: Uint8Array;
  /** Ticks since 1970-01-01 UTC in the interface's resolution. */
  readonly ticks: bigint;
  readonly wireLength?: number;
  readonly comment?: string;
  /** epb_flags. */
  readonly flags?: number;
}

/** Builds pcapng blocks of one byte order; join them with `concatBytes`. */
export function pcapngBlocks(byteOrder: "little" | "big" = "little") {
  const littleEndian = byteOrder === "little";
  const uint16 = (value: number): Uint8Array<ArrayBuffer> => {
    const out = new DataView(new ArrayBuffer(2));
    out.setUint16(0, value, littleEndian);
    return new Uint8Array(out.buffer);
  };
  const uint32 = (value: number): Uint8Array<ArrayBuffer> => {
    const out = new DataView(new ArrayBuffer(4));
    out.setUint32(0, value, littleEndian);
    return new Uint8Array(out.buffer);
  };
  const uint64 = (value: bigint): Uint8Array<ArrayBuffer> => {
    const out = new DataView(new ArrayBuffer(8));
    out.setBigUint64(0, BigInt.asUintN(64, value), littleEndian);
    return new Uint8Array(out.buffer);
  };
  const padded = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
    const out = new Uint8Array((bytes.byteLength + 3) & ~3);
    out.set(bytes);
    return out;
  };
  const option = (code: number, value: Uint8Array): Uint8Array<ArrayBuffer> =>
    concatBytes([uint16(code), uint16(value.byteLength), padded(value)]);
  const block = (type: number, body: Uint8Array): Uint8Array<ArrayBuffer> => {
    const length = uint32(12 + padded(body).byteLength);
    return concatBytes([uint32(type), length, padded(body), length]);
  };
  return {
    /** Any block. */
    block,
    /** Section header, length not stated. */
    section: (comment?: string) =>
      block(
        0x0a0d0d0a,
        concatBytes([
          uint32(0x1a2b3c4d),
          uint16(1),
          uint16(0),
          uint64(-1n),
          ...(comment === undefined ? [] : [option(1, new TextEncoder().encode(comment)), option(0, new Uint8Array(0))]),
        ]),
      ),
    /** Interface description. */
    interface: ({ linkType, timeResolution, timeOffsetS }: InterfaceToWrite) =>
      block(
        1,
        concatBytes([
          uint16(linkType),
          uint16(0),
          uint32(262_144),
          ...(timeResolution === undefined ? [] : [option(9, new Uint8Array([timeResolution]))]),
          ...(timeOffsetS === undefined ? [] : [option(14, uint64(BigInt(timeOffsetS)))]),
          option(0, new Uint8Array(0)),
        ]),
      ),
    /** Enhanced packet. */
    packet: ({ interfaceId, bytes, ticks, wireLength, comment, flags }: EnhancedPacketToWrite) =>
      block(
        6,
        concatBytes([
          uint32(interfaceId ?? 0),
          uint32(Number(ticks >> 32n)),
          uint32(Number(ticks & 0xffffffffn)),
          uint32(bytes.byteLength),
          uint32(wireLength ?? bytes.byteLength),
          padded(bytes),
          ...(comment === undefined ? [] : [option(1, new TextEncoder().encode(comment))]),
          ...(flags === undefined ? [] : [option(2, uint32(flags))]),
          ...(comment === undefined && flags === undefined ? [] : [option(0, new Uint8Array(0))]),
        ]),
      ),
    /** Simple packet. */
    simplePacket: (bytes: Uint8Array, wireLength = bytes.byteLength) => block(3, concatBytes([uint32(wireLength), padded(bytes)])),
    /** TLS key log. */
    keyLog: (text: string) => {
      const data = new TextEncoder().encode(text);
      return block(10, concatBytes([uint32(0x544c534b), uint32(data.byteLength), padded(data)]));
    },
    /** Resolved IPv4 name. */
    name: (address: readonly [number, number, number, number], name: string) => {
      const value = concatBytes([new Uint8Array(address), new TextEncoder().encode(name), new Uint8Array(1)]);
      return block(4, concatBytes([option(1, value), option(0, new Uint8Array(0))]));
    },
    /** Interface statistics. */
    statistics: (interfaceId: number, received: bigint, dropped: bigint) =>
      block(
        5,
        concatBytes([
          uint32(interfaceId),
          uint64(0n),
          option(4, uint64(received)),
          option(5, uint64(dropped)),
          option(0, new Uint8Array(0)),
        ]),
      ),
    /** PCAPdroid's UID map: enterprise number 62652. */
    uidMap: (uid: number, packageName: string, app: string) => {
      const [packageBytes, appBytes] = [new TextEncoder().encode(packageName), new TextEncoder().encode(app)];
      const lengths = new Uint8Array([packageBytes.byteLength, appBytes.byteLength]);
      const head = concatBytes([uint16(1), new Uint8Array([1, 0]), uint32(uid), lengths]);
      return block(0xbad, concatBytes([uint32(62_652), head, packageBytes, appBytes]));
    },
  };
}

/** A frame with PCAPdroid's trailer: `ethernetFrame` padded to a multiple of four, then magic, UID, name and a check sequence of 0. */
export function withAppTrailer(ethernetFrame: Uint8Array, uid: number, app: string): Uint8Array<ArrayBuffer> {
  const trailer = new Uint8Array(32);
  const view = new DataView(trailer.buffer);
  view.setUint32(0, 0x01072021);
  view.setInt32(4, uid);
  trailer.set(new TextEncoder().encode(app).subarray(0, 20), 8);
  return concatBytes([ethernetFrame, new Uint8Array(-ethernetFrame.byteLength & 3), trailer]);
}
