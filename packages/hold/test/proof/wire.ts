/** Packets as they stand on the wire, for tests. */
import { concatBytes } from "@creance/capture";

/** 16-bit words in network order. */
export function words(...values: number[]): Uint8Array<ArrayBuffer> {
  const out = new DataView(new ArrayBuffer(values.length * 2));
  for (const [i, value] of values.entries()) out.setUint16(i * 2, value);
  return new Uint8Array(out.buffer);
}

/** An Ethernet frame. */
export function ethernet(from: string, to: string, etherType: number, payload: Uint8Array): Uint8Array {
  return concatBytes([mac(to), mac(from), words(etherType), payload]);
}

/** An IPv4 packet; `fragment`: the word with flags and offset. */
export function ipv4(
  protocol: number,
  payload: Uint8Array,
  fields: { readonly from: string; readonly to: string; readonly fragment?: number },
): Uint8Array {
  const length = 20 + payload.byteLength;
  const header = concatBytes([
    words(0x4500, length, 1, fields.fragment ?? 0x4000, 0x4000 + protocol, 0),
    address(fields.from),
    address(fields.to),
  ]);
  const view = new DataView(header.buffer);
  let sum = 0;
  for (let i = 0; i < 20; i += 2) sum += view.getUint16(i);
  sum = (sum & 0xffff) + (sum >>> 16);
  view.setUint16(10, ~((sum & 0xffff) + (sum >>> 16)) & 0xffff);
  return concatBytes([header, payload]);
}

/** An IPv6 packet; addresses as `fd77::2` (two groups around `::`). */
export function ipv6(protocol: number, payload: Uint8Array, from: string, to: string): Uint8Array {
  return concatBytes([words(0x6000, 0, payload.byteLength, protocol * 256 + 64), address6(from), address6(to), payload]);
}

/** A UDP datagram without check sum. */
export function udp(fromPort: number, toPort: number, payload: Uint8Array): Uint8Array {
  return concatBytes([words(fromPort, toPort, 8 + payload.byteLength, 0), payload]);
}

/** A TCP segment without check sum. */
export function tcp(
  fromPort: number,
  toPort: number,
  payload: Uint8Array,
  fields: { readonly seq: number; readonly ack: number; readonly flags: number },
): Uint8Array {
  const { seq, ack, flags } = fields;
  return concatBytes([words(fromPort, toPort, seq >>> 16, seq & 0xffff, ack >>> 16, ack & 0xffff, 0x5000 + flags, 64_000, 0, 0), payload]);
}

function mac(text: string): Uint8Array {
  return Uint8Array.from(text.split(":").map((part) => Number.parseInt(part, 16)));
}

function address(text: string): Uint8Array {
  return Uint8Array.from(text.split(".").map(Number));
}

function address6(text: string): Uint8Array {
  const [head = "", tail = ""] = text.split("::");
  const out = words(0, 0, 0, 0, 0, 0, 0, 0);
  new DataView(out.buffer).setUint16(0, Number.parseInt(head, 16));
  new DataView(out.buffer).setUint16(14, Number.parseInt(tail, 16));
  return out;
}
