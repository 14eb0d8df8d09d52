/** Bytes of the protocols that the lab speaks itself: HTTP/1, WebSocket, MQTT, DNS, NTP, DHCP, ARP, mDNS. */
import { concatBytes } from "../../packages/capture/src/index.ts";
import { addressBytes, macBytes } from "./frames.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const n16 = (value: number): Uint8Array => Uint8Array.of((value >> 8) & 255, value & 255);

/** Fields of an HTTP message, in order. */
export type Fields = Readonly<Record<string, string>>;

/** A request of HTTP/1.1. `chunkBytes` sends the body in chunks of that size. */
export function http1Request(
  method: string,
  host: string,
  path: string,
  headers: Fields,
  body: Uint8Array,
  chunkBytes?: number,
): Uint8Array {
  return http1Message(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n`, headers, body, chunkBytes, method === "GET");
}

/** An answer of HTTP/1.1. */
export function http1Answer(status: number, headers: Fields, body: Uint8Array, chunkBytes?: number): Uint8Array {
  return http1Message(`HTTP/1.1 ${status} ${status === 200 ? "OK" : "Other"}\r\n`, headers, body, chunkBytes, false);
}

function http1Message(start: string, headers: Fields, body: Uint8Array, chunkBytes: number | undefined, hasNoBody: boolean): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  if (hasNoBody) return text(`${start}${lines.join("")}\r\n`);
  if (chunkBytes === undefined) return concatBytes([text(`${start}${lines.join("")}Content-Length: ${body.length}\r\n\r\n`), body]);
  const parts = [text(`${start}${lines.join("")}Transfer-Encoding: chunked\r\n\r\n`)];
  for (let at = 0; at < body.length; at += chunkBytes) {
    const chunk = body.subarray(at, at + chunkBytes);
    parts.push(text(`${chunk.length.toString(16)}\r\n`), chunk, text("\r\n"));
  }
  return concatBytes([...parts, text("0\r\n\r\n")]);
}

/** The request and the answer that turn HTTP/1.1 into WebSocket. */
export function webSocketOpening(host: string, path: string): readonly [Uint8Array, Uint8Array] {
  const asked = {
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": "U3ludGhldGljTGFiS2V5MQ==",
    "Sec-WebSocket-Version": "13",
  };
  const answered = { Upgrade: "websocket", Connection: "Upgrade", "Sec-WebSocket-Accept": "c3ludGhldGljLWxhYi1hY2NlcHQ=" };
  const lines = (fields: Fields): string =>
    Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("");
  return [
    text(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${lines(asked)}\r\n`),
    text(`HTTP/1.1 101 Switching Protocols\r\n${lines(answered)}\r\n`),
  ];
}

/** One WebSocket message in one frame; `mask` as clients must. */
export function webSocketFrame(body: Uint8Array, isText: boolean, mask?: readonly [number, number, number, number]): Uint8Array {
  const masked = mask === undefined ? 0 : 0x80;
  const length = body.length;
  const head =
    length < 126
      ? [masked | length]
      : length < 65_536
        ? [masked | 126, length >> 8, length & 255]
        : [masked | 127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
  const contents = mask === undefined ? body : body.map((byte, at) => byte ^ (mask[at & 3] ?? 0));
  return concatBytes([Uint8Array.of(isText ? 0x81 : 0x82, ...head, ...(mask ?? [])), contents]);
}

/** MQTT 3.1.1: the opening of a client, and the answer to it. */
export function mqttConnect(clientId: string): readonly [Uint8Array, Uint8Array] {
  const contents = concatBytes([mqttText("MQTT"), Uint8Array.of(4, 2, 0, 60), mqttText(clientId)]);
  return [mqttPacket(0x10, contents), Uint8Array.of(0x20, 2, 0, 0)];
}

/** A PUBLISH without acknowledgement. */
export function mqttPublish(topic: string, payload: Uint8Array): Uint8Array {
  return mqttPacket(0x30, concatBytes([mqttText(topic), payload]));
}

function mqttText(value: string): Uint8Array {
  return concatBytes([n16(text(value).length), text(value)]);
}

function mqttPacket(type: number, contents: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let left = contents.length; ; left >>>= 7) {
    length.push((left & 127) | (left > 127 ? 128 : 0));
    if (left <= 127) break;
  }
  return concatBytes([Uint8Array.of(type, ...length), contents]);
}

/** A question for an address and the answer to it; without `ip` the name does not exist. */
export function dnsLookup(id: number, name: string, ip?: string): readonly [Uint8Array, Uint8Array] {
  const labels = concatBytes([...name.split(".").flatMap((label) => [Uint8Array.of(label.length), text(label)]), Uint8Array.of(0)]);
  const address = ip === undefined ? undefined : addressBytes(ip);
  const question = concatBytes([labels, n16(address?.length === 16 ? 28 : 1), n16(1)]);
  const head = (flags: number, answers: number): Uint8Array => concatBytes([n16(id), n16(flags), n16(1), n16(answers), n16(0), n16(0)]);
  const asked = concatBytes([head(0x0100, 0), question]);
  if (address === undefined) return [asked, concatBytes([head(0x8183, 0), question])];
  const record = concatBytes([
    n16(0xc00c),
    n16(address.length === 16 ? 28 : 1),
    n16(1),
    Uint8Array.of(0, 0, 1, 44),
    n16(address.length),
    address,
  ]);
  return [asked, concatBytes([head(0x8180, 1), question, record])];
}

/** NTP version 4, client and server, at a time in microseconds since 1970 UTC. */
export function ntpExchange(timeUs: number): readonly [Uint8Array, Uint8Array] {
  const packet = (first: number, stratum: number): Uint8Array => {
    const bytes = new Uint8Array(48);
    const view = new DataView(bytes.buffer);
    bytes.set([first, stratum, 6, 0xec]);
    view.setUint32(40, Math.floor(timeUs / 1e6) + 2_208_988_800);
    view.setUint32(44, Math.floor(((timeUs % 1e6) / 1e6) * 2 ** 32));
    return bytes;
  };
  return [packet(0x23, 0), packet(0x24, 2)];
}

/** DHCP DISCOVER, OFFER, REQUEST and ACK of a device that gets `ip` from `router`. */
export function dhcpExchange(mac: string, ip: string, router: string, hostName: string): readonly Uint8Array[] {
  return [1, 2, 3, 5].map((kind) => {
    const isAnswer = kind === 2 || kind === 5;
    const head = new Uint8Array(236);
    head.set([isAnswer ? 2 : 1, 1, 6, 0, 0x5a, 0x17, 0x00, 0x01]);
    if (isAnswer) head.set(addressBytes(ip), 16);
    head.set(macBytes(mac), 28);
    const options = isAnswer
      ? [
          Uint8Array.of(53, 1, kind),
          Uint8Array.of(54, 4),
          addressBytes(router),
          Uint8Array.of(51, 4, 0, 0, 14, 16),
          Uint8Array.of(3, 4),
          addressBytes(router),
        ]
      : [Uint8Array.of(53, 1, kind), Uint8Array.of(12, hostName.length), text(hostName)];
    return concatBytes([head, Uint8Array.of(0x63, 0x82, 0x53, 0x63), ...options, Uint8Array.of(255)]);
  });
}

/** Contents of an ARP question or answer. */
export function arpContents(kind: "who" | "is", mac: string, ip: string, toMac: string, toIp: string): Uint8Array {
  return concatBytes([
    Uint8Array.of(0, 1, 8, 0, 6, 4, 0, kind === "who" ? 1 : 2),
    macBytes(mac),
    addressBytes(ip),
    kind === "who" ? new Uint8Array(6) : macBytes(toMac),
    addressBytes(toIp),
  ]);
}

/** An mDNS question for a service. */
export function mdnsQuestion(service: string): Uint8Array {
  const [asked] = dnsLookup(0, service);
  const bytes = asked.slice();
  bytes[2] = 0;
  bytes[bytes.length - 3] = 12;
  return bytes;
}
