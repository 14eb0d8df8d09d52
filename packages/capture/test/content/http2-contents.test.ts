import { once } from "node:events";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { OpenTunnel } from "../../src/content/http-exchange.ts";
import { createHttp2Contents } from "../../src/content/http2-contents.ts";
import { StreamContents } from "../../src/content/stream-contents.ts";
import type { Side } from "../../src/index.ts";
import { type CollectedParts, collectParts } from "./collected-parts.ts";
import { recordPlainHttp2, type SaidPiece } from "./recorded-http2.ts";

const tunnel: OpenTunnel = (context) => new StreamContents(context, 1);
const NOBODY = { first: 1, last: 1 };
const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** A frame. */
function frame(type: number, flags: number, streamId: number, payload: Uint8Array | string = ""): Buffer {
  const content = typeof payload === "string" ? Buffer.from(payload, "latin1") : payload;
  const head = Buffer.alloc(9);
  head.writeUIntBE(content.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, content]);
}

const SETTINGS = frame(4, 0, 0);
const settings = (): Buffer => Buffer.concat([PREFACE, SETTINGS]);

/** A header block of literals: `indexed` ones go into the dynamic table. */
function block(fields: Readonly<Record<string, string>>, indexed = false): Buffer {
  const bytes: number[] = [];
  for (const [name, value] of Object.entries(fields)) {
    bytes.push(indexed ? 0x40 : 0x00, name.length, ...Buffer.from(name), value.length, ...Buffer.from(value));
  }
  return Buffer.from(bytes);
}

const request = (path: string): Buffer =>
  block({ ":method": "POST", ":path": path, ":authority": "Cloud.example:8443", "content-type": "application/json" });

/** Reads pieces one behind the other; a piece has one packet. */
function read(said: readonly SaidPiece[], collected = collectParts(), upgraded: Parameters<typeof createHttp2Contents>[2] = null) {
  const contents = createHttp2Contents(collected.context, tunnel, upgraded);
  const places: [number, number] = [0, 0];
  for (const [index, [side, bytes]] of said.entries()) {
    contents.data(side, bytes, 0, bytes.length, places[side], { first: index + 1, last: index + 1 }, index * 1000);
    places[side] += bytes.length;
  }
  contents.end();
  expect(collected.total.bytes).toBe(0);
  for (const { whole } of collected.parts) expect(whole).not.toBeNull();
  return collected;
}

const shown = ({ parts }: CollectedParts) =>
  parts.map(({ part, text, whole }) => ({
    side: part.side,
    stream: part.streamId,
    message: part.message,
    role: part.role,
    text: text.length > 300 ? `${text.length} bytes` : text,
    whole,
  }));

describe("a session of another stack", () => {
  let said: readonly SaidPiece[];
  const large = Buffer.alloc(150_000, "0123456789");

  beforeAll(async () => {
    said = await recordPlainHttp2(
      (server) =>
        server.on("stream", (stream, headers) => {
          stream.on("data", () => {});
          stream.on("end", () => {
            stream.respond({ ":status": 200, "content-type": "text/plain", server: "made" }, { waitForTrailers: true });
            stream.on("wantTrailers", () => stream.sendTrailers({ "x-sum": "1" }));
            stream.end(`answer to ${headers[":path"]}`);
          });
        }),
      async (session) => {
        const streams = ["/one", "/two", "/three"].map((path) => {
          const stream = session.request({
            ":method": "POST",
            ":path": path,
            "content-type": 'Multipart/Form-Data; boundary="b 1"',
            "content-encoding": "gzip, br",
            cookie: "serial=made",
          });
          stream.resume();
          return stream;
        });
        for (const stream of streams) stream.write("first part, ");
        for (const stream of streams) stream.end(large);
        await Promise.all(streams.map((stream) => once(stream, "close")));
      },
    );
  });

  test("gives every head and body of interleaved streams, answers with their requests", () => {
    const { parts, issues, lost } = read(said, collectParts({ carriedIn: ["tls1.3"] }));
    expect(issues).toEqual([]);
    expect(lost).toEqual([0, 0]);
    for (const [index, path] of ["/one", "/two", "/three"].entries()) {
      const own = parts.filter(({ part }) => part.streamId === 1 + 2 * index);
      expect(own.map(({ part, whole }) => [part.side, part.role, part.message, whole])).toEqual([
        [0, "head", 0, true],
        [0, "body", 0, true],
        [1, "head", 0, true],
        [1, "body", 0, true],
        [1, "head", 0, true],
      ]);
      const [head, body, answer, answerBody, trailers] = own;
      expect(head?.text).toContain(`:method: POST\r\n:path: ${path}\r\n`);
      expect(head?.text).toContain("cookie: serial=made\r\n");
      expect(head?.part).toMatchObject({ transport: ["tls1.3", "http2"], mediaType: null, contentCodings: [] });
      expect(body?.part).toMatchObject({
        http: { host: "cloud.example", method: "POST", path, status: null },
        mediaType: "multipart/form-data",
        boundary: "b 1",
        contentCodings: ["gzip", "br"],
      });
      expect(body?.text).toBe(`first part, ${large}`);
      expect(answer?.text).toMatch(/^:status: 200\r\n/);
      expect(answerBody?.part).toMatchObject({
        http: { host: "cloud.example", method: "POST", path, status: 200 },
        mediaType: "text/plain",
      });
      expect(answerBody?.text).toBe(`answer to ${path}`);
      expect(trailers?.text).toBe("x-sum: 1\r\n");
    }
  });

  test("one byte at a time gives the same, and the places add up", () => {
    const whole = shown(read(said));
    const bytes = said.flatMap(([side, piece]) => Array.from(piece, (byte) => [side, Uint8Array.of(byte)] as const));
    const single = read(bytes);
    expect(shown(single)).toEqual(whole);
    for (const { part, text, pieces } of single.parts) {
      const counted = pieces.reduce((sum, { streamStart, streamEnd }) => sum + streamEnd - streamStart, 0);
      if (part.role === "body") expect(counted).toBe(text.length);
    }
  });

  test("any cut and any hole give parts of the truth, and nothing is kept afterwards", () => {
    const truth = read(said).parts.filter(({ part }) => part.role === "body");
    fc.assert(
      fc.property(fc.nat({ max: said.length - 1 }), fc.nat({ max: 3 }), (from, missing) => {
        const collected = collectParts();
        const contents = createHttp2Contents(collected.context, tunnel);
        const places: [number, number] = [0, 0];
        said.forEach(([side, bytes], index) => {
          if (index >= from && index < from + missing) contents.gap(side, bytes.length);
          else contents.data(side, bytes, 0, bytes.length, places[side], NOBODY, 0);
          places[side] += bytes.length;
        });
        contents.end();
        expect(collected.total.bytes).toBe(0);
        for (const { part, pieces, text } of collected.parts) {
          if (part.role !== "body") continue;
          const whole = truth.find((other) => other.part.streamId === part.streamId && other.part.side === part.side);
          expect(whole).toBeDefined();
          // Each piece stands in the stream where the truth has it.
          let at = 0;
          for (const { streamStart, streamEnd } of pieces) {
            const piece = text.slice(at, at + streamEnd - streamStart);
            expect(bytesAt(said, part.side, streamStart, streamEnd)).toBe(piece);
            at += streamEnd - streamStart;
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

function bytesAt(said: readonly SaidPiece[], side: Side, start: number, end: number): string {
  const all = Buffer.concat(said.filter(([from]) => from === side).map(([, bytes]) => bytes));
  return all.subarray(start, end).toString("latin1");
}

describe("frames", () => {
  test("padding, priority and continuations are taken away; a head has the place of its block", () => {
    const head = request("/padded");
    const client = Buffer.concat([
      settings(),
      frame(1, 0x08 | 0x20, 1, Buffer.concat([Buffer.from([3, 0, 0, 0, 0, 7]), head.subarray(0, 5), Buffer.alloc(3)])),
      frame(9, 0, 1, head.subarray(5, 20)),
      frame(9, 0x04, 1, head.subarray(20)),
      frame(0, 0x08, 1, Buffer.concat([Buffer.from([4]), Buffer.from("body"), Buffer.alloc(4)])),
      frame(0, 0x08 | 0x01, 1, Buffer.from([0, 0x21])),
    ]);
    const { parts, issues } = read([[0, client]]);
    expect(issues).toEqual([]);
    expect(parts.map(({ part, text, whole }) => [part.role, text, whole])).toEqual([
      ["head", ":method: POST\r\n:path: /padded\r\n:authority: Cloud.example:8443\r\ncontent-type: application/json\r\n", true],
      ["body", "body!", true],
    ]);
    expect(parts[0]?.pieces).toEqual([
      { streamStart: 24 + 9 + 9 + 6, streamEnd: 24 + 9 + 9 + 6 + 5 + 3 + 9 + 15 + 9 + head.length - 20, first: 1, last: 1, timeUs: 0 },
    ]);
  });

  test("informational answers, pushes and resets", () => {
    const server = Buffer.concat([
      SETTINGS,
      frame(1, 0x04, 1, block({ ":status": "103", link: "a" })),
      frame(
        5,
        0x04,
        1,
        Buffer.concat([Buffer.from([0, 0, 0, 2]), block({ ":method": "GET", ":path": "/pushed", ":authority": "c.example" })]),
      ),
      frame(1, 0x04, 1, block({ ":status": "200" })),
      frame(0, 0, 1, "cut"),
      frame(1, 0x04, 2, block({ ":status": "200" })),
      frame(0, 0x01, 2, "pushed body"),
      frame(3, 0, 1, Buffer.from([0, 0, 0, 8])),
      frame(0, 0, 1, "behind the reset"),
    ]);
    const { parts, lost } = read([
      [0, Buffer.concat([settings(), frame(1, 0x05, 1, request("/a"))])],
      [1, server],
    ]);
    expect(
      parts.map(({ part, text, whole }) => [part.side, part.streamId, part.message, part.role, part.http?.path, text.slice(0, 14), whole]),
    ).toEqual([
      [0, 1, 0, "head", "/a", ":method: POST\r", true],
      [1, 1, 0, "head", "/a", ":status: 103\r\n", true],
      [1, 2, 0, "head", "/pushed", ":method: GET\r\n", true],
      [1, 1, 1, "head", "/a", ":status: 200\r\n", true],
      [1, 1, 1, "body", "/a", "cut", false],
      [1, 2, 1, "head", "/pushed", ":status: 200\r\n", true],
      [1, 2, 1, "body", "/pushed", "pushed body", true],
    ]);
    expect(lost).toEqual([0, "behind the reset".length]);
  });

  test("an upgrade from HTTP/1: stream 1 answers the request that asked for it", () => {
    const server = Buffer.concat([SETTINGS, frame(1, 0x04, 1, block({ ":status": "200" })), frame(0, 0x01, 1, "answer")]);
    const { parts } = read(
      [
        [0, settings()],
        [1, server],
      ],
      collectParts(),
      { host: "old.example", method: "GET", path: "/up", status: null },
    );
    expect(parts.map(({ part }) => part.http)).toEqual([
      { host: "old.example", method: "GET", path: "/up", status: 200 },
      { host: "old.example", method: "GET", path: "/up", status: 200 },
    ]);
  });
});

describe("tunnels", () => {
  const connect = (fields: Readonly<Record<string, string>>): Buffer =>
    frame(1, 0x04, 1, block({ ":method": "CONNECT", ":authority": "ws.example:443", ...fields }));
  const agreed = (fields: Readonly<Record<string, string>> = {}): Buffer =>
    Buffer.concat([SETTINGS, frame(1, 0x04, 1, block({ ":status": "200", ...fields }))]);

  test("WebSocket: unmasked, each message a part, with the request's host and path", () => {
    const masked = Buffer.concat([Buffer.from([0x81, 0x85, 1, 2, 3, 4]), Buffer.from("hello").map((byte, at) => byte ^ ((at % 4) + 1))]);
    const { parts, lost } = read([
      [0, Buffer.concat([settings(), connect({ ":protocol": "websocket", ":path": "/chat" })])],
      [1, agreed()],
      [0, Buffer.concat([frame(0, 0, 1, masked.subarray(0, 4)), frame(0, 0x01, 1, masked.subarray(4))])],
      [1, frame(0, 0x01, 1, Buffer.concat([Buffer.from([0x81, 2]), Buffer.from("ok")]))],
    ]);
    expect(
      parts.map(({ part, text, whole }) => [part.side, part.role, part.transport.join(">"), part.http?.path, text.slice(0, 8), whole]),
    ).toEqual([
      [0, "head", "http2", "/chat", ":method:", true],
      [1, "head", "http2", "/chat", ":status:", true],
      [0, "payload", "http2>websocket", "/chat", "hello", true],
      [1, "payload", "http2>websocket", "/chat", "ok", true],
    ]);
    expect(parts[2]?.part).toMatchObject({ streamId: 1, http: { host: "ws.example" } });
    expect(lost).toEqual([0, 0]);
  });

  test("plain CONNECT: what goes through is a stream of its own; refused, it is a body", () => {
    const inner = "POST /in HTTP/1.1\r\nHost: inner.example\r\nContent-Length: 4\r\n\r\nbody";
    const through = read([
      [0, Buffer.concat([settings(), connect({})])],
      [1, agreed()],
      [0, frame(0, 0x01, 1, inner)],
    ]);
    expect(through.parts.map(({ part, text }) => [part.role, part.transport.join(">"), part.http?.host, text.slice(0, 4)])).toEqual([
      ["head", "http2", "ws.example", ":met"],
      ["head", "http2", "ws.example", ":sta"],
      ["head", "http2>http1", "inner.example", "POST"],
      ["body", "http2>http1", "inner.example", "body"],
    ]);
    const refused = read([
      [0, Buffer.concat([settings(), connect({})])],
      [1, Buffer.concat([SETTINGS, frame(1, 0x04, 1, block({ ":status": "403" })), frame(0, 0x01, 1, "not allowed")])],
    ]);
    expect(refused.parts.map(({ part, text }) => [part.role, text.slice(0, 11)])).toEqual([
      ["head", ":method: CO"],
      ["head", ":status: 40"],
      ["body", "not allowed"],
    ]);
  });

  test("a hole is counted once", () => {
    const collected = collectParts();
    const contents = createHttp2Contents(collected.context, tunnel);
    const client = Buffer.concat([
      settings(),
      connect({ ":protocol": "websocket" }),
      frame(0, 0, 1, Buffer.from([0x82, 0x7e, 1, 0, 65, 66])),
    ]);
    contents.data(0, client, 0, client.length, 0, NOBODY, 0);
    contents.gap(0, 100);
    contents.end();
    expect(collected.lost[0]).toBe(100);
    expect(collected.parts[1]).toMatchObject({ text: "AB", whole: false });
    expect(collected.total.bytes).toBe(0);
  });
});

test("where the capture has the sides the other way round, the preface tells", () => {
  const server = Buffer.concat([SETTINGS, frame(1, 0x04, 1, block({ ":status": "200" })), frame(0, 0x01, 1, "answer")]);
  const { parts, issues } = read([
    [1, Buffer.concat([settings(), frame(1, 0x05, 1, request("/a"))])],
    [0, server],
  ]);
  expect(parts.map(({ part, text }) => [part.side, part.role, part.http?.path, text.slice(0, 10)])).toEqual([
    [1, "head", "/a", ":method: P"],
    [0, "head", "/a", ":status: 2"],
    [0, "body", "/a", "answer"],
  ]);
  expect(issues).toEqual([]);
});

describe("what is missing", () => {
  const first = frame(1, 0x04, 1, block({ ":method": "POST", ":path": "/one", ":authority": "c.example", "x-serial": "A1" }, true));
  const body = (text: string, flags = 0): Buffer => frame(0, flags, 1, text);

  test("behind a hole, frames of an open stream are found again; their body has the hole", () => {
    const collected = collectParts();
    const contents = createHttp2Contents(collected.context, tunnel);
    const before = Buffer.concat([settings(), first, body("before")]);
    const after = Buffer.concat([Buffer.from("the rest of a frame"), body("after"), body("the end", 1)]);
    contents.data(0, before, 0, before.length, 0, NOBODY, 0);
    contents.gap(0, 1000);
    contents.data(0, after, 0, after.length, before.length + 1000, { first: 7, last: 9 }, 0);
    contents.end();
    expect(collected.parts[1]).toMatchObject({ text: "beforeafterthe end", gapBytes: 1000 + 19, whole: false });
    expect(collected.parts[1]?.pieces[1]).toMatchObject({ streamStart: before.length + 1000 + 19 + 9, first: 7, last: 9 });
    expect(collected.issues).toEqual(["frames-lost"]);
    expect(collected.lost).toEqual([1000 + 19, 0]);
    expect(collected.total.bytes).toBe(0);
  });

  test("however many holes a long body has, it goes on behind each", () => {
    const collected = collectParts();
    const contents = createHttp2Contents(collected.context, tunnel);
    const before = Buffer.concat([settings(), first]);
    contents.data(0, before, 0, before.length, 0, NOBODY, 0);
    const stretch = Buffer.concat(Array.from({ length: 20 }, () => body("0123456789".repeat(10))));
    for (let count = 0; count < 200; count++) {
      contents.gap(0, 500);
      contents.data(0, stretch, 0, stretch.length, 0, NOBODY, 0);
    }
    contents.end();
    expect(collected.parts[1]).toMatchObject({ gapBytes: 200 * 500, whole: false });
    expect(collected.parts[1]?.text).toHaveLength(200 * 20 * 100);
    // Holes in every frame: given up in the end, and all that was not read is counted.
    const holed = collectParts();
    const often = createHttp2Contents(holed.context, tunnel);
    often.data(0, before, 0, before.length, 0, NOBODY, 0);
    const short = Buffer.concat([body("one"), body("two")]);
    for (let count = 0; count < 200; count++) {
      often.gap(0, 10);
      often.data(0, short, 0, short.length, 0, NOBODY, 0);
    }
    often.end();
    const read = holed.parts[1]?.text.length ?? 0;
    expect(read).toBeGreaterThan(6 * 50);
    expect(holed.lost[0]).toBeGreaterThanOrEqual(200 * 10 + (200 - read / 6) * short.length);
  });

  test("behind a hole, header blocks are read as far as they refer to what came after it", () => {
    const collected = collectParts();
    const contents = createHttp2Contents(collected.context, tunnel);
    const before = Buffer.concat([settings(), first]);
    contents.data(0, before, 0, before.length, 0, NOBODY, 0);
    contents.gap(0, 500);
    // Stream 3: one new entry, which is number 62 afterwards, and one from before the hole, which is 63 then.
    const late = Buffer.concat([
      frame(1, 0x04, 3, Buffer.concat([block({ "x-new": "B2" }, true), Buffer.from([0x83, 0x80 | 62, 0x80 | 63])])),
      frame(0, 0x01, 3, "late body"),
      frame(1, 0x05, 5, Buffer.concat([Buffer.from([0x82, 0x84, 0x80 | 62])])),
    ]);
    contents.data(0, late, 0, late.length, before.length + 500, NOBODY, 0);
    contents.end();
    expect(shown(collected).slice(1)).toEqual([
      { side: 0, stream: 3, message: 0, role: "head", text: ":method: POST\r\nx-new: B2\r\nx-new: B2\r\n", whole: false },
      { side: 0, stream: 3, message: 0, role: "body", text: "late body", whole: true },
      { side: 0, stream: 5, message: 0, role: "head", text: ":method: GET\r\n:path: /\r\nx-new: B2\r\n", whole: true },
    ]);
    expect(collected.parts[2]?.part.http).toEqual({ host: null, method: "POST", path: null, status: null });
    expect(collected.issues).toEqual(["frames-lost", "heads-unreadable"]);
  });

  test("a connection that begins in the middle: bodies of frames that are plainly frames, nothing from noise", () => {
    const collected = collectParts();
    const contents = createHttp2Contents(collected.context, tunnel);
    const late = Buffer.concat([
      Buffer.from("something of before, which is no preface"),
      frame(0, 0, 9, "one"),
      frame(8, 0, 0, Buffer.alloc(4)),
      frame(0, 1, 9, "two"),
    ]);
    contents.data(0, late, 0, late.length, 0, NOBODY, 0);
    contents.data(1, Buffer.from("HTTP/1.1 200 OK\r\n\r\nno frames at all, just text that goes on and on"), 0, 60, 0, NOBODY, 0);
    contents.end();
    expect(shown(collected)).toEqual([{ side: 0, stream: 9, message: 0, role: "body", text: "onetwo", whole: false }]);
    expect(collected.lost).toEqual([40, 60]);
    expect(collected.parts[0]?.part.http).toBeNull();
  });

  test("a block that another frame breaks into, or a damaged one, costs heads and no bodies", () => {
    for (const fault of [Buffer.concat([frame(1, 0, 3, request("/x")), body("more")]), frame(1, 0x04, 3, Buffer.from([0x80 | 120]))]) {
      const { parts, issues } = read([[0, Buffer.concat([settings(), first, fault, body("end", 1), frame(0, 1, 3, "three")])]]);
      expect(issues).toEqual(["heads-unreadable"]);
      expect(
        parts.filter(({ part }) => part.role === "body").map(({ part, text }) => [part.streamId, text.slice(-5), part.http?.path]),
      ).toEqual([
        [1, expect.stringContaining("end"), "/one"],
        [3, "three", undefined],
      ]);
    }
  });

  test("bounds: streams at once, the size of a head, and memory", () => {
    const many = Buffer.concat([
      settings(),
      ...Array.from({ length: 10 }, (_, index) => frame(1, 0x04, 1 + 2 * index, request(`/${index}`))),
    ]);
    const crowded = read([[0, many]], collectParts({ limits: { maxOpenMessages: 4 } }));
    expect(crowded.parts).toHaveLength(10);
    expect(crowded.issues).toEqual(["exchanges-crowded"]);
    const long = Buffer.concat([
      settings(),
      frame(1, 0, 1, Buffer.alloc(900)),
      frame(9, 0x04, 1, Buffer.alloc(900)),
      frame(0, 1, 1, "body"),
    ]);
    const small = read([[0, long]], collectParts({ limits: { maxHeadBytes: 1024 } }));
    expect(shown(small).map(({ role, text }) => [role, text])).toEqual([["body", "body"]]);
    expect(small.issues).toEqual(["heads-unreadable"]);
    expect(small.lost[0]).toBe(1800);
    const poor = read([[0, many]], collectParts({ maxHeldBytes: 3000 }));
    expect(poor.issues).toContain("crowded");
    // One large value, referred to many times: no more text than the bound.
    const bomb = Buffer.concat([block({ "x-large": "v".repeat(100) }, true), Buffer.alloc(900, 0x80 | 62)]);
    const bounded = read([[0, Buffer.concat([settings(), frame(1, 0x05, 1, bomb)])]], collectParts({ limits: { maxHeadBytes: 2048 } }));
    expect(bounded.parts[0]?.text.length).toBeLessThanOrEqual(2048);
    expect(bounded.parts[0]?.whole).toBe(false);
  });

  test("any bytes on either side: no fault of ours, nothing kept", () => {
    const piece = fc.tuple(
      fc.constantFrom<Side>(0, 1),
      fc.oneof(fc.uint8Array({ maxLength: 60 }), hostileFrame(), fc.constantFrom(...tunnelFrames)),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, withPreface) => {
        const collected = collectParts();
        const contents = createHttp2Contents(collected.context, tunnel);
        if (withPreface) {
          contents.data(0, settings(), 0, settings().length, 0, NOBODY, 0);
          contents.data(1, SETTINGS, 0, SETTINGS.length, 0, NOBODY, 0);
        }
        for (const [side, bytes, isGap] of pieces) {
          if (isGap && bytes.length < 10) contents.gap(side, bytes.length);
          else contents.data(side, bytes, 0, bytes.length, 0, NOBODY, 0);
        }
        contents.end();
        expect(collected.total.bytes).toBe(0);
        for (const { whole } of collected.parts) expect(whole).not.toBeNull();
      }),
      { numRuns: 400 },
    );
  });
});

/** A tunnel, a WebSocket tunnel, their answer, and preface inside. */
const tunnelFrames = [
  frame(1, 0x04, 3, block({ ":method": "CONNECT" })),
  frame(1, 0x04, 5, block({ ":method": "CONNECT", ":protocol": "websocket" })),
  frame(1, 0x04, 3, block({ ":status": "200" })),
  frame(0, 0, 3, settings()),
  frame(0, 0, 3, frame(1, 0x04, 1, block({ ":method": "CONNECT" }))),
  frame(0, 0, 5, Uint8Array.of(0x82, 5, 1, 2)),
];

function hostileFrame(): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.nat({ max: 11 }), fc.nat({ max: 255 }), fc.nat({ max: 9 }), fc.uint8Array({ maxLength: 40 }))
    .map(([type, flags, streamId, payload]) => new Uint8Array(frame(type, flags, streamId, payload)));
}
