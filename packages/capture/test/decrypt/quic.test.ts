import { randomBytes } from "node:crypto";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlaintextPlace, PlaintextSink } from "../../src/analyzer.ts";
import { Decryption } from "../../src/decrypt/decryption.ts";
import { KeyLog } from "../../src/decrypt/key-log.ts";
import { MAX_WAITING_BYTES, MAX_WAITING_BYTES_ALL, OrderedStream } from "../../src/decrypt/ordered-stream.ts";
import { createDatagramAnalyzer } from "../../src/protocol/datagram-analyzer.ts";
import { bytes, hex } from "../protocol/bytes.ts";
import { clientHello } from "../protocol/hellos.ts";
import { crypto, sealInitial, VERSION_2 } from "../protocol/quic-packets.ts";
import { type Said, watched } from "../protocol/watched-flow.ts";
import { MadeQuic, streamFrame } from "./made-quic.ts";

const ID = hex("a1a2a3a4a5");

function line(label: string, secret: Uint8Array): string {
  return `${label} ${"07".repeat(32)} ${Buffer.from(secret).toString("hex")}\n`;
}

function initial(alpn: string, version = 1): Uint8Array {
  const hello = clientHello({ name: "quic.example", alpn: [alpn], versions: [0x0304] });
  return sealInitial({ version, frames: bytes(crypto(0, hello), new Uint8Array(900)) });
}

function open(said: readonly Said[], keyLogText: string, sink = true) {
  const keyLog = new KeyLog();
  keyLog.add(keyLogText);
  const decryption = new Decryption(nodePlatform, keyLog);
  const { context, issues, answers } = watched({});
  const plain: Record<string, string> = {};
  let [ended, mostOpen, openNow, saidAll] = [0, 0, 0, 0];
  const analyzer = createDatagramAnalyzer({
    ...context,
    decryption,
    plaintext: sink
      ? (place) => {
          mostOpen = Math.max(mostOpen, ++openNow);
          return sinkOf(place);
        }
      : undefined,
  });
  function sinkOf(place: PlaintextPlace): PlaintextSink {
    return {
      data(side, content, start, end) {
        const key = place.protocol === "quic" ? `${place.streamId}/${side}` : "tls";
        plain[key] = (plain[key] ?? "") + Buffer.from(content.subarray(start, end)).toString("latin1");
      },
      gap(side) {
        const key = place.protocol === "quic" ? `${place.streamId}/${side}` : "tls";
        plain[key] = `${plain[key] ?? ""}[gap]`;
      },
      sideEnd: () => {
        saidAll++;
      },
      end: () => {
        ended++;
        openNow--;
      },
    };
  }
  for (const [side, content] of said) {
    if (!analyzer.wants()) break;
    const block = new Uint8Array(content.length + 8);
    block.set(content, 4);
    analyzer.datagram(side, block, 4, 4 + content.length, 1000);
    block.fill(0xee);
  }
  const wants = analyzer.wants();
  analyzer.end();
  return { facts: context.facts, plain, issues, answers, decryption, wants, ended, mostOpen, saidAll };
}

/** A request: :method GET, :scheme https, :path /, :authority as a literal. */
function requestOf(authority: string): Uint8Array {
  const block = bytes(0, 0, 0xd1, 0xd7, 0xc1, 0x50, authority.length, authority);
  return bytes(1, block.length, block);
}

describe("QUIC with keys", () => {
  test.each([
    ["aes-128-gcm", 32],
    ["chacha20-poly1305", 32],
    ["aes-256-gcm", 48],
  ] as const)("%s: the authority of an HTTP/3 request is the host", (aead, secretBytes) => {
    const secret = randomBytes(secretBytes);
    const client = new MadeQuic(secret, aead);
    const said: Said[] = [
      [0, initial("h3")],
      [0, client.seal(ID, streamFrame(0, 0, requestOf("inside.example")))],
    ];
    const opened = open(said, line("CLIENT_TRAFFIC_SECRET_0", secret), false);
    expect(opened.facts).toMatchObject({ host: "inside.example", sni: "quic.example", service: "quic,http", alpn: "h3" });
    expect(opened.wants).toBe(false);
    expect(opened.decryption.report).toMatchObject({ keyedConnections: 1, openedConnections: 1, failedRecords: 0 });
  });

  test("version 2 has labels of its own", () => {
    const secret = randomBytes(32);
    const client = new MadeQuic(secret, "aes-128-gcm", "quicv2");
    const said: Said[] = [
      [0, initial("h3", VERSION_2)],
      [0, client.seal(ID, streamFrame(0, 0, requestOf("two.example")))],
    ];
    expect(open(said, line("CLIENT_TRAFFIC_SECRET_0", secret)).facts.host).toBe("two.example");
  });

  test("the server goes on in version 2: later packets have its labels", () => {
    const [secret, answer] = [randomBytes(32), randomBytes(32)];
    const [client, server] = [new MadeQuic(secret, "aes-128-gcm", "quicv2"), new MadeQuic(answer, "aes-128-gcm", "quicv2")];
    const said: Said[] = [
      [0, initial("hq-interop")],
      [1, sealInitial({ version: VERSION_2, frames: new Uint8Array(1000) })],
      [0, client.seal(new Uint8Array(0), streamFrame(0, 0, bytes("GET /two")))],
      [1, server.seal(new Uint8Array(0), streamFrame(0, 0, bytes("answer")))],
      [1, sealInitial({ version: 1, frames: new Uint8Array(1000) })], // too late to choose another
      [0, client.seal(new Uint8Array(0), streamFrame(0, 8, bytes("\r\n")))],
    ];
    const opened = open(said, line("CLIENT_TRAFFIC_SECRET_0", secret) + line("SERVER_TRAFFIC_SECRET_0", answer));
    expect(opened.plain).toEqual({ "0/0": "GET /two\r\n", "0/1": "answer" });
    expect(opened.decryption.report.failedRecords).toBe(0);
    expect(opened.issues).toEqual([]);
  });

  test("streams end with their last byte: any number of them one after another, also when packets come again", () => {
    const [secret, answer] = [randomBytes(32), randomBytes(32)];
    const [client, server] = [new MadeQuic(secret), new MadeQuic(answer)];
    const said: Said[] = [[0, initial("hq-interop")]];
    const COUNT = 600;
    for (let index = 0; index < COUNT; index++) {
      const frame = (content: string): Uint8Array => {
        const last = streamFrame(index * 4, 0, bytes(content));
        last[0] = 0x0f;
        return last;
      };
      const asked = client.seal(ID, frame(`ask ${index}`));
      said.push([0, asked], [1, server.seal(new Uint8Array(0), frame("yes"))], [0, asked]);
    }
    const { plain, decryption, ended, mostOpen, saidAll } = open(
      said,
      line("CLIENT_TRAFFIC_SECRET_0", secret) + line("SERVER_TRAFFIC_SECRET_0", answer),
    );
    expect(Object.keys(plain)).toHaveLength(2 * COUNT);
    expect([plain["0/0"], plain["2396/0"], plain["2396/1"]]).toEqual(["ask 0", "ask 599", "yes"]);
    expect(decryption.gaps).toBe(0);
    expect(ended).toBe(COUNT);
    expect(mostOpen).toBe(1);
    expect(saidAll).toBe(2 * COUNT);
  });

  test("a stream that is reset ends; what stands behind a hole of it is still shown", () => {
    const secret = randomBytes(32);
    const client = new MadeQuic(secret);
    const said: Said[] = [
      [0, initial("hq-interop")],
      [0, client.seal(ID, streamFrame(2, 5, bytes("late")))],
      [0, client.seal(ID, bytes(4, 2, 0, 20))],
      [0, client.seal(ID, streamFrame(2, 0, bytes("first")))],
    ];
    const { plain, ended, saidAll } = open(said, line("CLIENT_TRAFFIC_SECRET_0", secret));
    expect(plain).toEqual({ "2/0": "[gap]late" });
    expect(ended).toBe(1);
    expect(saidAll).toBe(0); // a side that is broken off has not said all
  });

  test("packets out of order, keys that change, a late packet of the keys before, both sides", () => {
    const [secret, answer] = [randomBytes(32), randomBytes(32)];
    const [client, server] = [new MadeQuic(secret), new MadeQuic(answer)];
    const one = client.seal(ID, streamFrame(0, 0, bytes("GET /one")));
    const two = client.seal(ID, streamFrame(0, 8, bytes(" and two")));
    client.update();
    const three = client.seal(ID, streamFrame(0, 16, bytes(" and three")));
    client.update();
    const four = client.seal(ID, streamFrame(0, 26, bytes(" and four\r\n")));
    const said: Said[] = [
      [0, initial("hq-interop")],
      [0, one],
      [0, three],
      [0, two],
      [0, two],
      [1, server.seal(new Uint8Array(0), streamFrame(0, 0, bytes("answer")))],
      [0, four],
    ];
    const opened = open(said, line("CLIENT_TRAFFIC_SECRET_0", secret) + line("SERVER_TRAFFIC_SECRET_0", answer));
    expect(opened.plain).toEqual({ "0/0": "GET /one and two and three and four\r\n", "0/1": "answer" });
    expect(opened.issues).toEqual([]);
    expect(opened.facts.service).toBe("quic,http");
  });

  test("of more streams than may be open, the oldest exchange ends early and is counted", () => {
    const secret = randomBytes(32);
    const client = new MadeQuic(secret);
    const streams = Array.from({ length: 260 }, (_, at) => client.seal(ID, streamFrame(4 * at, 0, bytes("part"))));
    const said: Said[] = [[0, initial("hq-interop")], ...streams.map((packet): Said => [0, packet])];
    const { plain, decryption } = open(said, line("CLIENT_TRAFFIC_SECRET_0", secret));
    expect(Object.keys(plain)).toHaveLength(260);
    expect(decryption.gaps).toBe(4);
  });

  test("DNS over QUIC: answers name later flows", () => {
    const secret = randomBytes(32);
    const server = new MadeQuic(secret);
    const message = bytes(
      [0x12, 0x34, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0],
      [4, "made", 7, "example", 0].map((part) => (typeof part === "number" ? String.fromCharCode(part) : part)).join(""),
      [0, 1, 0, 1, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 51, 100, 9],
    );
    const said: Said[] = [
      [0, initial("doq")],
      [1, server.seal(new Uint8Array(0), streamFrame(0, 0, bytes(0, message.length, message)))],
    ];
    const opened = open(said, line("SERVER_TRAFFIC_SECRET_0", secret));
    expect(opened.answers).toEqual(["192.0.2.1 made.example 198.51.100.9 1000 60"]);
    expect(opened.facts.service).toBe("quic,dns");
  });

  test("wrong keys open nothing, say so once, and are given up", () => {
    const client = new MadeQuic(randomBytes(32));
    const said: Said[] = [
      [0, initial("h3")],
      ...Array.from({ length: 200 }, (): Said => [0, client.seal(ID, streamFrame(0, 0, requestOf("inside.example")))]),
    ];
    const opened = open(said, line("CLIENT_TRAFFIC_SECRET_0", randomBytes(32)));
    expect(opened.issues).toEqual(["record-sealed"]);
    expect(opened.decryption.failedRecords).toBeLessThan(100);
    expect(opened.facts).toMatchObject({ host: null, sni: "quic.example" });
  });

  test("any bytes inside an opened packet", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom("h3", "doq"),
        (contents, alpn) => {
          const secret = new Uint8Array(32).fill(3);
          const client = new MadeQuic(secret);
          const said: Said[] = [[0, initial(alpn)], ...contents.map((content): Said => [0, client.seal(ID, content)])];
          expect(open(said, line("CLIENT_TRAFFIC_SECRET_0", secret)).decryption.failedRecords).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("any contents of HTTP/3 streams", () => {
    const frame = fc.tuple(fc.constantFrom(0, 2, 3, 4, 6), fc.uint8Array({ maxLength: 120 }));
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 6 }), (frames) => {
        const secret = new Uint8Array(32).fill(3);
        const client = new MadeQuic(secret);
        const said: Said[] = [
          [0, initial("h3")],
          ...frames.map(([id, content]): Said => [0, client.seal(ID, streamFrame(id, 0, content))]),
        ];
        open(said, line("CLIENT_TRAFFIC_SECRET_0", secret));
      }),
      { numRuns: 200 },
    );
  });
});

test("pieces of a stream in any order, doubled and overlapping, give the stream", () => {
  const whole = Uint8Array.from({ length: 400 }, (_, index) => index & 255);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(399), fc.integer({ min: 1, max: 90 })), { maxLength: 60 }), (pieces) => {
      const out: number[] = [];
      const total = { bytes: 0 };
      const stream = new OrderedStream(
        {
          data: (content, start, end) => out.push(...content.subarray(start, end)),
          gap: (length) => out.push(...new Array<number>(length).fill(-1)),
        },
        total,
      );
      for (const [at, length] of pieces) stream.add(at, whole, at, Math.min(400, at + length), 1);
      stream.finish();
      expect(total.bytes).toBe(0);
      const known = new Set(pieces.flatMap(([at, length]) => Array.from({ length: Math.min(length, 400 - at) }, (_, index) => at + index)));
      const last = Math.max(-1, ...known);
      expect(out).toEqual(Array.from({ length: last + 1 }, (_, index) => (known.has(index) ? whole[index] : -1)));
    }),
  );
});

test("what waits behind holes is bounded for one stream and for all", () => {
  const total = { bytes: 0 };
  let gaps = 0;
  const contents = { data: () => {}, gap: () => void gaps++ };
  const piece = new Uint8Array(1_200);
  const one = new OrderedStream(contents, total);
  for (let index = 0; index < 1_000; index++) {
    one.add(10_000 + index * 2_400, piece, 0, piece.length, 1);
    expect(total.bytes).toBeLessThanOrEqual(MAX_WAITING_BYTES);
  }
  expect(gaps).toBeGreaterThan(700);
  const many = Array.from({ length: 200 }, () => new OrderedStream(contents, total));
  for (let index = 0; index < 200; index++) {
    for (const stream of many) stream.add(10_000 + index * 2_400, piece, 0, piece.length, 1);
    expect(total.bytes).toBeLessThanOrEqual(MAX_WAITING_BYTES_ALL);
  }
  for (const stream of [one, ...many]) stream.finish();
  expect(total.bytes).toBe(0);
});
