import { describe, expect, test } from "vitest";
import { detectStream } from "../../src/protocol/stream-detect.ts";
import { bytes, hex, n16, n24, n32, sized8 } from "./bytes.ts";
import { certificate, certificateMessage, clientHelloBody, serverHello } from "./hellos.ts";
import { datagrams, type MadePorts, stream } from "./watched-flow.ts";

/** DTLS handshake fragments in a record each. */
function dtls(
  type: number,
  body: Uint8Array,
  size = 10_000,
  order: (count: number) => number[] = (count) => [...Array(count).keys()],
): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    const fragment = bytes(type, n24(body.length), n16(0), n24(at), n24(part.length), part);
    pieces.push(bytes(22, 0xfe, 0xff, n16(0), new Uint8Array(6), n16(fragment.length), fragment));
  }
  return order(pieces.length).map((at) => pieces[at] as Uint8Array);
}

const hello = clientHelloBody({ name: "dtls.example", versions: [0xfefd] }, "dtls");
const stun = bytes(n16(1), n16(8), hex("2112a442"), new Uint8Array(12), n16(0x8022), n16(4), "test");

describe("DTLS", () => {
  test("a hello in one datagram", () => {
    const { facts } = datagrams(dtls(1, hello).map((content) => [0, content] as const));
    expect(facts).toMatchObject({ service: "ssl", sni: "dtls.example", version: "dtls1.2" });
    expect(facts.ja4).toMatch(/^dd2d0102/);
  });
  test("fragments in any order", () => {
    const pieces = dtls(1, hello, 11, (count) => [...Array(count).keys()].reverse());
    expect(datagrams(pieces.map((content) => [0, content] as const)).facts.sni).toBe("dtls.example");
  });
  test("the server's version and certificate", () => {
    const server = serverHello(0x0303).subarray(4).slice();
    server.set([0xfe, 0xff]);
    const answer = bytes(...dtls(2, server), ...dtls(11, certificateMessage(certificate("d.example")).subarray(4), 80));
    const { facts, wants } = datagrams([
      [0, bytes(...dtls(1, hello))],
      [1, answer],
    ]);
    expect(facts).toMatchObject({ version: "dtls1.0", certificateName: "d.example" });
    expect(wants).toEqual([false]);
  });
  test("behind STUN on the same flow", () => {
    expect(
      datagrams([
        [0, stun],
        [1, stun],
        [0, bytes(...dtls(1, hello))],
      ]).facts,
    ).toMatchObject({ service: "stun,ssl", sni: "dtls.example" });
  });
});

describe("named by their content", () => {
  const ntp = bytes(0x23, new Uint8Array(47));
  const dhcp = bytes(1, 1, 6, 0, new Uint8Array(232), hex("63825363"), 53, 1, 1, 255);
  const kinds: [string | null, Uint8Array, MadePorts][] = [
    ["stun", stun, {}],
    ["ntp", ntp, { server: 123 }],
    [null, ntp, {}],
    ["dhcp", dhcp, { client: 68, server: 67 }],
    ["dhcp", dhcp, {}],
    ["dhcpv6", bytes(1, n24(7), n16(1), n16(2), "id"), { client: 546, server: 547 }],
    ["ssdp", bytes("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n\r\n"), {}],
    ["ssdp", bytes("HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:1\r\n\r\n"), {}],
    ["sip", bytes("REGISTER sip:pbx.example SIP/2.0\r\nVia: x\r\n\r\n"), {}],
    ["snmp", bytes(0x30, sized8(2, 1, 1, 4, 6, "public", 0xa0, 0)), {}],
    ["wireguard", bytes(1, 0, 0, 0, new Uint8Array(144)), {}],
    [null, bytes(1, 0, 0, 0, new Uint8Array(143)), {}],
    [null, new Uint8Array(500).fill(0xa5), { server: 443 }],
  ];
  test.each(kinds)("%s", (service, content, ports) => expect(datagrams([[0, content]], ports).facts.service).toBe(service));
  test("an unknown flow is not looked at for long", () => {
    expect(datagrams(Array.from({ length: 50 }, () => [0, new Uint8Array(100)] as const)).wants).toEqual([false]);
  });
});

describe("streams named by their content", () => {
  const tcUrl = "rtmp://live.example:1935/app";
  const kinds: [string | null, Uint8Array][] = [
    ["mqtt", bytes(0x10, 18, 0, 4, "MQTT", 4, 2, n16(60), n16(6), "sensor")],
    ["mqtt", bytes(0x10, 0x80, 0x01, 0, 6, "MQIsdp", 3)],
    ["ssh", bytes("SSH-2.0-x\r\n")],
    ["rtsp", bytes("OPTIONS rtsp://camera.example/ RTSP/1.0\r\nCSeq: 1\r\n\r\n")],
    ["rtsp", bytes("RTSP/1.0 200 OK\r\n\r\n")],
    ["sip", bytes("SIP/2.0 200 OK\r\n")],
    ["bittorrent", bytes(19, "BitTorrent protocol")],
    ["rfb", bytes("RFB 003.008\n")],
    ["smb", bytes(n32(64), 0xfe, "SMB", new Uint8Array(60))],
    ["stun", stun],
    [null, new Uint8Array(3000).fill(0xa5)],
    [null, bytes(3, 0, n16(19), 14, 0xe0, new Uint8Array(1600))],
  ];
  test.each(kinds)("%s", (service, content) => {
    const { facts, wants } = stream([[0, content]]);
    expect(facts.service).toBe(service);
    expect(wants[0]).toBe(false);
  });
  test("bytes before the piece are not looked at", () => {
    expect(detectStream(bytes("RTSP/1.0\n"), 7, 9, false)).toBe("text");
    expect(detectStream(bytes("GET / HTTP/1.1\n"), 9, 15, false)).toBe("text");
  });
  test("rtmp, and the host of its connect command", () => {
    const connect = bytes("\u0003", new Uint8Array(11), 2, n16(7), "connect", n16(5), "tcUrl", 2, n16(tcUrl.length), tcUrl);
    const { facts, wants } = stream([[0, bytes(3, n32(5), n32(0), new Uint8Array(1528), new Uint8Array(1536), connect)]]);
    expect(facts).toMatchObject({ service: "rtmp", host: "live.example" });
    expect(wants).toEqual([false, false]);
  });
});
