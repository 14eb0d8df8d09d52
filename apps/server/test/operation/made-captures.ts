/** Packet captures for tests, made by the project's own writers: UDP conversations with DNS questions and answers in between. */
import { pcapngBlocks, withAppTrailer, writePcap } from "@creance/capture";

/** Start of the made captures. */
export const captureStartUs = 1_750_000_000_000_000;

/** What a made capture holds. */
export interface CaptureWish {
  readonly conversations: number;
  /** Another seed gives other addresses. */
  readonly seed?: number;
  readonly startUs?: number;
  /** Address of the server as a number (default: one for documentation, by the seed). */
  readonly server?: number;
  /** Bytes of contents in each packet (default 40). */
  readonly payloadBytes?: number;
}

interface Packet {
  readonly bytes: Uint8Array;
  readonly timeUs: number;
}

/** A pcap with one DNS question and answer, and `conversations - 1` conversations of two packets out and one in. */
export function madeCapture(wish: CaptureWish): Uint8Array<ArrayBuffer> {
  return writePcap(packetsOf(wish), { linkType: 1 });
}

/** A pcap as a phone's capture app writes it: a trailer with the app's id, and its name where `app` is not empty. */
export function madeAppCapture(wish: CaptureWish & { readonly uid: number; readonly app: string }): Uint8Array<ArrayBuffer> {
  return writePcap(
    packetsOf(wish).map(({ bytes, timeUs }) => ({ bytes: withAppTrailer(bytes, wish.uid, wish.app), timeUs })),
    { linkType: 1 },
  );
}

/** A pcapng whose packets carry an app's id; the block that names the app comes last. */
export function madeLateAppCapture(wish: CaptureWish & { readonly uid: number }): readonly Uint8Array[] {
  const blocks = pcapngBlocks();
  return [
    blocks.section("Synthetic: made for a test."),
    blocks.interface({ linkType: 1 }),
    ...packetsOf(wish).map(({ bytes, timeUs }) => blocks.packet({ bytes, ticks: BigInt(timeUs), comment: `u-${wish.uid}` })),
  ];
}

function packetsOf({ conversations, seed = 0, startUs = captureStartUs, payloadBytes = 40, ...wish }: CaptureWish): Packet[] {
  const packets: Packet[] = [];
  const say = (from: number, to: number, ports: readonly [number, number], payload: Uint8Array): void => {
    packets.push({ bytes: frame(from, to, ports, payload), timeUs: startUs + packets.length * 1000 });
  };
  const client = 0x0a00_0002;
  const server = wish.server ?? 0xc633_6400 + (seed % 200) + 1;
  if (conversations > 0) {
    say(client, 0x0a00_0001, [40_000, 53], dnsMessage("upload.test.example"));
    say(0x0a00_0001, client, [53, 40_000], dnsMessage("upload.test.example", server));
  }
  for (let at = 1; at < conversations; at++) {
    const own = client + Math.floor(at / 20_000);
    const ports: readonly [number, number] = [40_000 + (at % 20_000), 9_999];
    say(own, server, ports, new Uint8Array(payloadBytes).fill(at));
    say(own, server, ports, new Uint8Array(payloadBytes).fill(at));
    say(server, own, [ports[1], ports[0]], new Uint8Array(payloadBytes).fill(at));
  }
  return packets;
}

function frame(from: number, to: number, [fromPort, toPort]: readonly [number, number], payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(42 + payload.byteLength);
  const view = new DataView(bytes.buffer);
  bytes.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]);
  view.setUint16(12, 0x0800);
  bytes[14] = 0x45;
  view.setUint16(16, 28 + payload.byteLength);
  bytes[22] = 64;
  bytes[23] = 17;
  view.setUint32(26, from);
  view.setUint32(30, to);
  view.setUint16(34, fromPort);
  view.setUint16(36, toPort);
  view.setUint16(38, 8 + payload.byteLength);
  bytes.set(payload, 42);
  return bytes;
}

/** A question for the address of a name, or with `address` its answer. */
function dnsMessage(name: string, address?: number): Uint8Array {
  const labels = name.split(".").flatMap((label) => [label.length, ...new TextEncoder().encode(label)]);
  const question = [...labels, 0, 0, 1, 0, 1];
  const head = [0x12, 0x34, address === undefined ? 0x01 : 0x81, 0x80, 0, 1, 0, address === undefined ? 0 : 1, 0, 0, 0, 0];
  if (address === undefined) return Uint8Array.from([...head, ...question]);
  const octets = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
  return Uint8Array.from([...head, ...question, 0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, ...octets]);
}
