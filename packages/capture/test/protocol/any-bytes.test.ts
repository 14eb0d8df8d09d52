import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FragmentAssembly } from "../../src/protocol/fragment-assembly.ts";
import { HpackDecoder } from "../../src/protocol/hpack.ts";
import { bytes, hex, n16, n24, sized16 } from "./bytes.ts";
import { certificate, certificateMessage, clientHello, records, serverHello } from "./hellos.ts";
import { datagrams, type Found, type Said, stream } from "./watched-flow.ts";

const hello = clientHello({ name: "fly.example", alpn: ["h2"], versions: [0x0304], algorithms: [0x0403], ech: true });
const dnsAnswer = bytes(hex("1234 8180 0001 0001 0000 0000 03 666c79 00 0001 0001 c00c 0001 0001 0000003c 0004 c0000201"));

/** Dialogues that all of the readers see. */
const dialogues: Record<string, readonly Said[]> = {
  tls13: [
    [0, records(hello, 100)],
    [1, records(serverHello(0x0304))],
  ],
  tls12: [
    [0, records(clientHello({ name: "a.example" }))],
    [1, records(bytes(serverHello(0x0303, "h2"), certificateMessage(certificate("b.example"))), 77)],
  ],
  connect: [
    [0, bytes("CONNECT x.example:443 HTTP/1.1\r\nHost: x.example\r\n\r\n", records(hello))],
    [1, bytes("HTTP/1.1 200 Ok\r\n\r\n", records(serverHello(0x0304)))],
  ],
  http1: [
    [0, bytes("GET / HTTP/1.1\r\nA: b\r\nHost: h.example\r\n\r\nrest")],
    [1, bytes("HTTP/1.1 101 Ok\r\nUpgrade: websocket\r\n\r\n")],
  ],
  http2: [[0, bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", n24(17), 1, 4, 0, 0, 0, 1, hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))]],
  smtp: [
    [1, bytes("220 m.example ESMTP\r\n")],
    [0, bytes("EHLO a\r\nSTARTTLS\r\n")],
    [1, bytes("220 go\r\n")],
    [0, records(hello)],
    [1, records(serverHello(0x0304))],
  ],
  dns: [
    [0, sized16(hex("1234 0100 0001 0000 0000 0000 03 666c79 00 0001 0001"))],
    [1, bytes(sized16(dnsAnswer), sized16(dnsAnswer))],
  ],
  mqtt: [[0, bytes(0x10, 12, 0, 4, "MQTT", 4, 2, n16(60), n16(0))]],
  sealed: [[1, records(new Uint8Array(500), 90, 23)]],
  nothing: [
    [0, new Uint8Array(2500).fill(0x61)],
    [1, bytes("hello\u0000")],
  ],
};
const whole = Object.fromEntries(Object.entries(dialogues).map(([name, said]) => [name, stream(said)]));

describe("however a stream is cut, the result is the same", () => {
  test.each(Object.keys(dialogues))("%s, byte by byte", (name) => {
    expect(stream(dialogues[name] ?? [], (length) => Array(length).fill(1))).toEqual(whole[name]);
  });
  test.each(Object.keys(dialogues))("%s, any cut", (name) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 30 }), (lengths) => {
        const cut = (length: number): number[] => [...lengths.map((one) => Math.min(one, length)), length];
        expect(stream(dialogues[name] ?? [], cut)).toEqual(whole[name]);
      }),
      { numRuns: 40 },
    );
  });
});

/** Bytes that begin like something known more often than chance would have it. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(
      fc.constantFrom(...Object.values(dialogues).flatMap((said) => said.map(([, content]) => content)), dnsAnswer),
      fc.nat(),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }),
    )
    .map(([content, end, changes]) => {
      const changed = new Uint8Array(content.subarray(0, 1 + (end % content.length)));
      for (const [at, value] of changes) changed[at % changed.length] = value;
      return changed;
    }),
);
const anySaid = fc.array(fc.tuple(fc.constantFrom(0 as const, 1 as const), anyBytes), { maxLength: 6 });
const shape = (found: Found): void => {
  expect(found.facts.ech).toMatch(/^(none|grease|outer)$/);
  for (const name of [found.facts.host, found.facts.sni, found.facts.certificateName]) {
    // printable, and no longer than a name of 255 bytes in which every byte is written \ddd
    if (name !== null) expect(name).toMatch(/^[\x21-\x7e]{1,1020}$/);
  }
};

describe("any bytes", () => {
  test("streams never throw, and any cut gives the same", () => {
    fc.assert(
      fc.property(anySaid, fc.integer({ min: 1, max: 40 }), (said, size) => {
        const found = stream(said);
        shape(found);
        expect(stream(said, (length) => Array(Math.ceil(length / size)).fill(size))).toEqual(found);
      }),
      { numRuns: 600 },
    );
  });
  test("what stands before and behind a piece makes no difference", () => {
    const fills = fc.constantFrom(0x00, 0x0d, 0x16, 0x20, 0x31, 0xff);
    fc.assert(
      fc.property(anySaid, fills, (said, fill) => {
        expect(stream(said, undefined, fill)).toEqual(stream(said));
        expect(datagrams(said, { server: 53 }, fill)).toEqual(datagrams(said, { server: 53 }));
        expect(datagrams(said, { server: 123 }, fill)).toEqual(datagrams(said, { server: 123 }));
      }),
      { numRuns: 600 },
    );
  });
  test("datagrams never throw", () => {
    fc.assert(
      fc.property(anySaid, fc.constantFrom(53, 123, 443, 5353, 546), (said, server) => shape(datagrams(said, { server, client: 547 }))),
      { numRuns: 1000 },
    );
  });
  test("every prefix of every message, as stream and as datagram", () => {
    for (const said of Object.values(dialogues)) {
      for (const [side, content] of said) {
        for (let end = 0; end <= Math.min(content.length, 400); end++) {
          shape(stream([[side, content.subarray(0, end)]]));
          const found = datagrams([[side, content.subarray(0, end)]]);
          shape(found);
          expect(datagrams([[side, content.subarray(0, end)]], {}, 0xc0)).toEqual(found);
        }
      }
    }
  });
  test("HPACK blocks", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (blocks) => {
        const decoder = new HpackDecoder();
        for (const block of blocks) decoder.decode(block);
      }),
    );
  });
  test("fragments in any order give the bytes that came first", () => {
    const piece = fc.record({ offset: fc.nat(200), content: fc.uint8Array({ maxLength: 40 }) });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const parts = new FragmentAssembly(220);
        const expected = new Map<number, number>();
        for (const { offset, content } of pieces) {
          if (!parts.add(offset, content, 0, content.length)) continue;
          content.forEach((byte, at) => {
            if (!expected.has(offset + at)) expected.set(offset + at, byte);
          });
        }
        let known = 0;
        while (expected.has(known)) known++;
        expect(parts.known).toBe(known);
        expect(Array.from(parts.bytes.subarray(0, known))).toEqual(Array.from({ length: known }, (_, at) => expected.get(at)));
      }),
    );
  });
});
