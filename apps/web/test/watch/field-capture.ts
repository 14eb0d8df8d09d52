/**
 * A made-up capture of a phone at a flight, by the project's own writers: names asked for, flight-record and zone services, map tiles over QUIC, a
 * crash report over plain HTTP, and a server without a name. The servers' addresses are those of public resolvers, so that the address
 * databases know them; no packet was ever sent to or by them.
 */
import { type FrameEnd, FrameWriter } from "../../../../bench/many-flows/frame-writer.ts";
import { browserHello, dnsAnswer, dnsQuestion, serverFlight } from "../../../../bench/many-flows/messages.ts";
import { quicInitials } from "../../../../bench/many-flows/quic-initials.ts";

/** Start of the capture. */
export const fieldStartUs = Date.UTC(2026, 8, 12, 9, 10) * 1000;

/** Conversations that begin in a second of a crowded capture. */
const CROWD_PER_S = 500;
/** Servers of a crowded capture. */
const CROWD_SERVERS = 3_000;

/** A pcap in chunks with so many short conversations: 50 devices, 3,000 servers without a name. */
export function* crowdedCapture(conversations: number): Generator<Uint8Array> {
  const writer = new FrameWriter();
  for (let at = 0; at < conversations; at++) {
    const timeUs = fieldStartUs + (at * 1_000_000) / CROWD_PER_S;
    const from = { address: 0x0a2a0010 + (at % 50), port: 10_000 + (Math.floor(at / 50) % 50_000) };
    const to = { address: 0x05000000 + ((at * 7919) % CROWD_SERVERS) * 4099, port: 4_000 };
    const frame = { ipVersion: 4, protocol: 17, bytes: noise, start: 0 } as const;
    writer.write({ ...frame, timeUs, from, to, end: 20 + (at % 900) });
    writer.write({ ...frame, timeUs: timeUs + 20_000, from: to, to: from, end: 60 });
    const chunk = writer.take(at === conversations - 1);
    if (chunk !== undefined) yield chunk;
  }
}

const phone = 0x0a2a0005;
const router: FrameEnd = { address: 0x0a2a0001, port: 53 };
const addresses = { records: 0x08080808, zones: 0x08080404, tiles: 0x01010101, crash: 0x09090909, nameless: 0x95707070 } as const;
const noise = Uint8Array.from({ length: 4096 }, (_, at) => (at * 73 + (at >> 3) * 31) & 255);
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

const SYN = 2;
const ACK = 16;
const PSH_ACK = 24;
const FIN_ACK = 17;

/** The pcap. */
export function fieldCapture(): Buffer {
  const writer = new FrameWriter();
  let port = 40_000;
  const minute = (minutes: number): number => fieldStartUs + minutes * 60_000_000;
  const datagram = (timeUs: number, from: FrameEnd, to: FrameEnd, bytes: Uint8Array): void =>
    writer.write({ timeUs, from, to, ipVersion: 4, protocol: 17, bytes, start: 0, end: bytes.byteLength });
  const lookUp = (timeUs: number, name: string, address: number): void => {
    const from = { address: phone, port: port++ };
    const octets = Uint8Array.from([24, 16, 8, 0].map((shift) => (address >>> shift) & 255));
    datagram(timeUs, from, router, dnsQuestion(port, name, 1));
    datagram(timeUs + 8_000, router, from, dnsAnswer(port, name, 1, [octets]));
  };
  const connect = (
    timeUs: number,
    to: FrameEnd,
    talk: { readonly rttUs: number; readonly out: readonly Uint8Array[]; readonly in: readonly Uint8Array[] },
  ): void => {
    const from = { address: phone, port: port++ };
    let nowUs = timeUs;
    const seq = [1000, 9000];
    const packet = (side: 0 | 1, flags: number, bytes: Uint8Array = new Uint8Array(0)): void => {
      const ends = side === 0 ? { from, to } : { from: to, to: from };
      const own = seq[side] ?? 0;
      writer.write({
        ...{ timeUs: nowUs, ...ends, ipVersion: 4, protocol: 6, bytes, start: 0, end: bytes.byteLength },
        ...{ seq: own, ack: seq[1 - side] ?? 0, flags },
      });
      seq[side] = own + bytes.byteLength + ((flags & 3) === 0 ? 0 : 1);
    };
    const send = (side: 0 | 1, parts: readonly Uint8Array[]): void => {
      for (const part of parts) {
        for (let at = 0; at < part.byteLength; at += 1400) {
          nowUs += 700;
          packet(side, PSH_ACK, part.subarray(at, at + 1400));
        }
      }
    };
    packet(0, SYN);
    nowUs += talk.rttUs;
    packet(1, SYN | ACK);
    nowUs += 300;
    packet(0, ACK);
    send(0, talk.out);
    nowUs += talk.rttUs;
    send(1, talk.in);
    nowUs += 2_000_000;
    packet(0, FIN_ACK);
    packet(1, FIN_ACK);
  };
  const hello = (name: string): Uint8Array => {
    const message = browserHello("tls13", name, noise);
    return Uint8Array.from([22, 3, 1, message.byteLength >> 8, message.byteLength & 255, ...message]);
  };
  const sealed = (records: number): Uint8Array[] => Array.from({ length: records }, () => Uint8Array.from([23, 3, 3, 0x10, 0, ...noise]));
  const tls = (
    timeUs: number,
    name: string,
    address: number,
    size: { readonly out: number; readonly in: number; readonly rttUs: number },
  ): void => {
    lookUp(timeUs - 40_000, name, address);
    connect(
      timeUs,
      { address, port: 443 },
      { rttUs: size.rttUs, out: [hello(name), ...sealed(size.out)], in: [serverFlight("tls13", name, noise), ...sealed(size.in)] },
    );
  };
  for (let at = 0; at < 6; at++) tls(minute(0.5 + at * 6), "flysafe-api.dji.com", addresses.zones, { out: 2, in: 5, rttUs: 41_000 });
  tls(minute(33), "mydjiflight.dji.com", addresses.records, { out: 90, in: 2, rttUs: 12_600 });
  for (let at = 0; at < 14; at++) {
    const from = { address: phone, port: port++ };
    const to = { address: addresses.tiles, port: 443 };
    quicInitials(browserHello("quic", "tiles.maps.example", noise), noise.subarray(at, at + 8)).forEach((bytes, part) => {
      datagram(minute(1 + at * 2.4) + part * 1000, from, to, bytes);
    });
    for (let part = 0; part < 12; part++) datagram(minute(1 + at * 2.4) + 30_000 + part * 900, to, from, noise.subarray(0, 1200));
  }
  lookUp(minute(31.9), "bugs.vendor.example", addresses.crash);
  connect(
    minute(32),
    { address: addresses.crash, port: 80 },
    {
      rttUs: 180_000,
      out: [text(`POST /report HTTP/1.1\r\nHost: bugs.vendor.example\r\nContent-Length: 4096\r\n\r\n`), noise],
      in: [text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")],
    },
  );
  for (let at = 0; at < 3; at++) {
    connect(
      minute(5 + at * 11),
      { address: addresses.nameless, port: 8883 },
      { rttUs: 95_000, out: [noise.subarray(9, 400)], in: [noise.subarray(3, 90)] },
    );
  }
  const chunk = writer.take(true);
  return Buffer.from(chunk ?? new Uint8Array(0));
}
