/** Small builders of packets for the tests: every header from the numbers that matter in the test. */
import { concatBytes } from "@creance/core";

/** Big-endian 16-bit words. */
export function words(...values: number[]): Uint8Array<ArrayBuffer> {
  const out = new DataView(new ArrayBuffer(values.length * 2));
  for (const [index, value] of values.entries()) out.setUint16(index * 2, value);
  return new Uint8Array(out.buffer);
}

/** Bytes. */
export const raw = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);

/** Ethernet header before `payload`. */
export const ethernet = (etherType: number, payload: Uint8Array): Uint8Array<ArrayBuffer> =>
  concatBytes([raw(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1), words(etherType), payload]);

/** What an IPv4 header says. */
export interface Ipv4Fields {
  readonly from?: readonly number[];
  readonly to?: readonly number[];
  readonly totalLength?: number;
  readonly options?: Uint8Array;
  readonly id?: number;
  /** Byte offset of the fragment. */
  readonly offset?: number;
  readonly hasMore?: boolean;
}

/** IPv4 packet. */
export function ipv4(protocol: number, payload: Uint8Array, fields: Ipv4Fields = {}): Uint8Array<ArrayBuffer> {
  const options = fields.options ?? raw();
  const headerBytes = 20 + options.byteLength;
  const head = concatBytes([
    raw(0x40 | (headerBytes / 4), 0),
    words(fields.totalLength ?? headerBytes + payload.byteLength, fields.id ?? 1),
  ]);
  const fragment = (fields.hasMore === true ? 0x2000 : 0) | ((fields.offset ?? 0) >> 3);
  const addresses = raw(...(fields.from ?? [10, 0, 0, 1]), ...(fields.to ?? [192, 0, 2, 7]));
  return concatBytes([head, words(fragment), raw(64, protocol, 0, 0), addresses, options, payload]);
}

const from6 = [0x20, 0x01, 0x0d, 0xb8, ...new Array<number>(11).fill(0), 1];
const to6 = [0x20, 0x01, 0x0d, 0xb8, ...new Array<number>(11).fill(0), 2];

/** IPv6 packet from 2001:db8::1 to 2001:db8::2. */
export const ipv6 = (nextHeader: number, payload: Uint8Array): Uint8Array<ArrayBuffer> =>
  concatBytes([raw(0x60, 0, 0, 0), words(payload.byteLength), raw(nextHeader, 64), raw(...from6), raw(...to6), payload]);

/** IPv6 fragment header. */
export const fragment6 = (nextHeader: number, offset: number, hasMore: boolean, id: number): Uint8Array<ArrayBuffer> =>
  concatBytes([raw(nextHeader, 0), words(offset | (hasMore ? 1 : 0), id >>> 16, id & 0xffff)]);

/** TCP segment with sequence number 7, acknowledgement 9, flags PSH+ACK. */
export const tcp = (srcPort: number, dstPort: number, payload: Uint8Array): Uint8Array<ArrayBuffer> =>
  concatBytes([words(srcPort, dstPort, 0, 7, 0, 9), raw(0x50, 0x18), words(1024, 0, 0), payload]);

/** UDP datagram. */
export const udp = (srcPort: number, dstPort: number, payload: Uint8Array): Uint8Array<ArrayBuffer> =>
  concatBytes([words(srcPort, dstPort, 8 + payload.byteLength, 0), payload]);

/** `count` bytes 0, 1, 2 ... */
export const counting = (count: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length: count }, (_, index) => index & 255);
