import { toHex } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import { FragmentAssembly } from "../../src/protocol/fragment-assembly.ts";
import { openInitial } from "../../src/protocol/quic-initial-keys.ts";
import { bytes, hex, n16, n32, sized8 } from "./bytes.ts";
import { clientHello } from "./hellos.ts";
import { crypto, DCID, keysOf, sealInitial, VERSION_2 } from "./quic-packets.ts";
import { datagrams, type Said } from "./watched-flow.ts";

/** RFC 9001 A.2: the CRYPTO frame of the client Initial. */
const rfcFrame = hex(`060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868
  04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578 616d706c652e636f6dff01000100000a00080006001d00170018001000070005
  04616c706e000500050100000000003300260024001d00209370b2c9caa47fba baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302030400
  0d0010000e0403050306030203080408050806002d00020101001c0002400100 3900320408ffffffffffffffff05048000ffff07048000ffff08011001048000
  75300901100f088394c8f03e51570806048000ffff`);
const hello = clientHello({ name: "quic.example", alpn: ["h3"], versions: [0x0304] });

describe("published vectors", () => {
  test("RFC 9001 A.1: keys of version 1", () => {
    const { keys } = keysOf(1);
    expect([toHex(keys.key), toHex(keys.iv), toHex(keys.hp)]).toEqual([
      "1f369613dd76d5467730efcbe3b1a22d",
      "fa044b2f42a3fd3b46fb255c",
      "9f50449e04a0e810283a1e9933adedd2",
    ]);
  });
  test("RFC 9369 A.1: keys of version 2", () => {
    expect(toHex(keysOf(VERSION_2).keys.key)).toBe("8b1a0bc121284290a29e0971b5cd045d");
  });
  test("RFC 9001 A.2: the client Initial gives example.com", () => {
    const packet = sealInitial({ version: 1, frames: bytes(rfcFrame, new Uint8Array(1162 - rfcFrame.length)) });
    // the sealed packet is the RFC's: its beginning and its tag
    expect(toHex(packet.subarray(0, 32))).toBe("c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11");
    expect(toHex(packet.subarray(1184))).toBe("e221af44860018ab0856972e194cd934");
    const { facts, wants } = datagrams([[0, packet]]);
    expect(facts).toMatchObject({ service: "quic", sni: "example.com", sniFromQuic: true, alpn: "alpn", version: "quic-v1" });
    expect(facts.ja4).toMatch(/^q13d0211an_/);
    expect(wants).toEqual([false]);
  });
  test("RFC 9369 A.2: the client Initial of version 2", () => {
    const packet = sealInitial({ version: VERSION_2, frames: bytes(rfcFrame, new Uint8Array(1162 - rfcFrame.length)) });
    expect(toHex(packet.subarray(0, 32))).toBe("d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485");
    expect(datagrams([[0, packet]]).facts).toMatchObject({ sni: "example.com", version: "quic-v2" });
  });
});

describe("QUIC Initials", () => {
  test.each([0xff000016, 0xff000017, 0xff00001c, 0xff00001d, 0xff000020, 0xff000021, 0xff000022, 0xfaceb002, 0x1a2a3a4a])(
    "version %i",
    (version) => {
      const { facts } = datagrams([[0, sealInitial({ version, frames: crypto(0, hello) })]]);
      expect(facts).toMatchObject({ service: "quic", sni: "quic.example" });
    },
  );

  test("pieces out of order, doubled, in several packets and datagrams, the server's answers between them", () => {
    const cut = [0, 5, 50, 51, 100, hello.length];
    const frames = cut.slice(1).map((end, at) => crypto(cut[at] ?? 0, hello.subarray(cut[at] ?? 0, end)));
    const packet = (number: number, ...parts: Uint8Array[]): Uint8Array =>
      sealInitial({ version: 1, frames: bytes(...parts, new Uint8Array(40)), number });
    const said: Said[] = [
      [0, bytes(packet(1, frames[3] as Uint8Array, Uint8Array.of(1), frames[1] as Uint8Array), packet(2, frames[3] as Uint8Array))],
      [1, sealInitial({ version: 1, frames: crypto(0, new Uint8Array(80)), keysFor: hex("0102"), dcid: hex("99") })],
      [0, packet(3, frames[2] as Uint8Array, frames[4] as Uint8Array)],
      [0, packet(4, hex("02000000 00"), frames[0] as Uint8Array)],
    ];
    expect(datagrams(said.slice(0, 3)).facts.sni).toBeNull();
    expect(datagrams(said).facts).toMatchObject({ sni: "quic.example", version: "quic-v1" });
  });

  test("after a Retry the keys follow the new connection id", () => {
    const retry = bytes(0xf0, n32(1), 0, sized8(hex("aabbccdd")), "token", new Uint8Array(16));
    const { facts } = datagrams([
      [0, sealInitial({ version: 1, frames: crypto(10, hello.subarray(10)) })],
      [1, retry],
      [0, sealInitial({ version: 1, frames: crypto(0, hello), dcid: hex("aabbccdd") })],
    ]);
    expect(facts.sni).toBe("quic.example");
  });

  test("later Initials to the server's connection id use the first keys", () => {
    const { facts } = datagrams([
      [0, sealInitial({ version: 1, frames: bytes(crypto(0, hello.subarray(0, 30)), new Uint8Array(20)) })],
      [0, sealInitial({ version: 1, frames: crypto(30, hello.subarray(30)), number: 3, dcid: hex("0a0b0c0d0e0f"), keysFor: DCID })],
    ]);
    expect(facts.sni).toBe("quic.example");
  });

  test("an Initial coalesced behind another packet", () => {
    const handshake = bytes(0xe0, n32(1), sized8(DCID), 0, n16(0x4000 | 30), new Uint8Array(30));
    expect(datagrams([[0, bytes(handshake, sealInitial({ version: 1, frames: crypto(0, hello) }))]]).facts.sni).toBe("quic.example");
  });

  test("version negotiation, and a wrong tag, are QUIC without a name", () => {
    const negotiation = bytes(0x80, n32(0), sized8(DCID), sized8(DCID), n32(1), n32(0x0a0a0a0a));
    expect(datagrams([[1, negotiation]]).facts).toMatchObject({ service: "quic", sni: null });
    const wrong = sealInitial({ version: 1, frames: crypto(0, hello) });
    wrong[60] = (wrong[60] ?? 0) ^ 1;
    expect(datagrams([[0, wrong]])).toMatchObject({ facts: { service: "quic", sni: null, version: "quic-v1" }, wants: [true] });
  });

  test("hello cut by the end of the capture", () => {
    const large = clientHello({ name: "cut.example", padding: 600 });
    const { facts, issues } = datagrams([[0, sealInitial({ version: 1, frames: crypto(0, large.subarray(0, 300)) })]]);
    expect(facts).toMatchObject({ sni: "cut.example", ja4: null });
    expect(issues).toEqual(["hello-incomplete"]);
  });

  test("packets that can never be opened are given up", () => {
    const wrong = sealInitial({ version: 1, frames: crypto(0, hello), keysFor: hex("00") });
    const said = Array.from({ length: 100 }, (): Said => [0, wrong]);
    expect(datagrams(said).wants).toEqual([false]);
  });

  test("the opener leaves the packet and the keys as they were", () => {
    const { keys } = keysOf(1);
    const packet = Buffer.from(sealInitial({ version: 1, frames: crypto(0, hello) }));
    const before = packet.toString("hex");
    const at = { bytes: packet, start: 0, numberAt: 18, end: packet.length };
    for (let round = 0; round < 2; round++) expect(openInitial(nodePlatform, keys, at)?.packetNumber).toBe(2);
    expect(packet.toString("hex")).toBe(before);
  });
});

describe("Google QUIC", () => {
  const tags = bytes("CHLO", 2, 0, 0, 0, "SNI\u0000", 9, 0, 0, 0, "VER\u0000", 13, 0, 0, 0, "g.example", "Q043");
  test("Q043 with a public header", () => {
    const packet = bytes(0x09, new Uint8Array(8), "Q043", 1, new Uint8Array(12), 0xa0, 1, 0, tags);
    expect(datagrams([[0, packet]]).facts).toMatchObject({ service: "quic", sni: "g.example", sniFromQuic: true, version: "quic-Q043" });
  });
  test("Q046 with a long header", () => {
    const packet = bytes(0xc3, "Q046", 0x50, new Uint8Array(8), n32(1), new Uint8Array(12), 0xa0, 1, 0, tags);
    expect(datagrams([[0, packet]]).facts).toMatchObject({ service: "quic", sni: "g.example", version: "quic-Q046" });
  });
});

test("fragments: the first bytes stay, holes are filled, too many pieces are refused", () => {
  const parts = new FragmentAssembly(1000);
  expect(parts.add(4, bytes("EFGH"), 0, 4)).toBe(true);
  expect(parts.known).toBe(0);
  expect(parts.add(2, bytes("cdefghij"), 0, 8)).toBe(true);
  expect(parts.add(0, bytes("ab"), 0, 2)).toBe(true);
  expect(new TextDecoder().decode(parts.bytes.subarray(0, parts.known))).toBe("abcdEFGHij");
  expect(parts.add(999, bytes("ab"), 0, 2)).toBe(false);
  const many = new FragmentAssembly(65_536);
  const taken = Array.from({ length: 1000 }, (_, at) => many.add(at * 2, Uint8Array.of(1), 0, 1));
  expect(taken.filter(Boolean)).toHaveLength(256);
});
