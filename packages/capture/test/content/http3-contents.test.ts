import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { QuicContents } from "../../src/content/content-stream.ts";
import { createHttp3Contents } from "../../src/content/http3-contents.ts";
import { StreamContents } from "../../src/content/stream-contents.ts";
import type { Side } from "../../src/index.ts";
import { hex } from "../protocol/bytes.ts";
import { type CollectedParts, collectParts } from "./collected-parts.ts";

/** A number of QUIC in two bytes, or one. */
function varint(value: number): number[] {
  return value < 64 ? [value] : [0x40 | (value >> 8), value & 0xff];
}

function frame(type: number, payload: Uint8Array | string): Buffer {
  const content = typeof payload === "string" ? Buffer.from(payload, "latin1") : payload;
  return Buffer.concat([Buffer.from([...varint(type), ...varint(content.length)]), content]);
}

/** A block of literals, without the table. */
function block(fields: Readonly<Record<string, string>>): Buffer {
  const bytes: number[] = [0, 0];
  for (const [name, value] of Object.entries(fields)) {
    bytes.push(...(name.length < 7 ? [0x20 | name.length] : [0x27, name.length - 7]), ...Buffer.from(name));
    bytes.push(value.length, ...Buffer.from(value));
  }
  return Buffer.from(bytes);
}

const request = (path: string): Buffer =>
  frame(1, block({ ":method": "PUT", ":path": path, ":authority": "Cloud.example", "content-type": "application/json; charset=utf-8" }));
const answer = frame(1, block({ ":status": "200", "content-type": "text/plain" }));

/** RFC 9204 appendix B.2: two entries, and the block that refers to them. */
const SETTINGS = Buffer.concat([Buffer.from([0]), frame(4, hex("0140dc0710"))]);
const ENCODER = Buffer.concat([Buffer.from([2]), hex("3fbd01c00f7777772e6578616d706c652e636f6dc10c2f73616d706c652f70617468")]);
const TABLE_BLOCK = frame(1, hex("03811011"));

/** Feeds streams of one connection. */
class Connection {
  readonly collected: CollectedParts;
  readonly #contents: QuicContents;
  readonly #streams = new Map<number, ReturnType<QuicContents["stream"]>>();
  readonly #places = new Map<string, number>();
  #packet = 0;

  constructor(collected = collectParts({ carriedIn: ["quic"] })) {
    this.collected = collected;
    this.#contents = createHttp3Contents(collected.context, (context) => new StreamContents(context, 1));
  }

  data(side: Side, id: number, bytes: Uint8Array): this {
    const place = this.#place(side, id, bytes.length);
    this.#packet++;
    this.#stream(id).data(side, bytes, 0, bytes.length, place, { first: this.#packet, last: this.#packet }, this.#packet * 10);
    return this;
  }

  gap(side: Side, id: number, lengthBytes: number): this {
    this.#place(side, id, lengthBytes);
    this.#stream(id).gap(side, lengthBytes);
    return this;
  }

  fin(side: Side, id: number): this {
    this.#stream(id).sideEnd?.(side);
    return this;
  }

  close(id: number): this {
    this.#stream(id).end();
    this.#streams.delete(id);
    return this;
  }

  end(): CollectedParts {
    for (const stream of this.#streams.values()) stream.end();
    this.#contents.end();
    expect(this.collected.total.bytes).toBe(0);
    for (const { whole } of this.collected.parts) expect(whole).not.toBeNull();
    return this.collected;
  }

  #stream(id: number): ReturnType<QuicContents["stream"]> {
    let stream = this.#streams.get(id);
    if (stream === undefined) {
      stream = this.#contents.stream(id);
      this.#streams.set(id, stream);
    }
    return stream;
  }

  #place(side: Side, id: number, lengthBytes: number): number {
    const key = `${side} ${id}`;
    const place = this.#places.get(key) ?? 0;
    this.#places.set(key, place + lengthBytes);
    return place;
  }
}

const shown = ({ parts }: CollectedParts) =>
  parts.map(({ part, text, whole }) => [part.side, part.streamId, part.message, part.role, text, whole]);

const TABLE_HEAD = ":authority: www.example.com\r\n:path: /sample/path\r\n";

describe("requests and answers", () => {
  test("heads, bodies of several frames, trailers; the answer knows its request", () => {
    const { parts, issues, lost } = new Connection()
      .data(0, 2, SETTINGS)
      .data(1, 3, SETTINGS)
      .data(0, 0, Buffer.concat([request("/a"), frame(0, "one "), frame(33, "grease"), frame(0, "two")]))
      .fin(0, 0)
      .data(1, 0, Buffer.concat([answer, frame(0, "answered"), frame(1, block({ "x-sum": "1" }))]))
      .fin(1, 0)
      .end();
    expect([issues, lost]).toEqual([[], [0, 0]]);
    expect(parts.map(({ part, text, whole }) => [part.side, part.message, part.role, text, whole])).toEqual([
      [0, 0, "head", ":method: PUT\r\n:path: /a\r\n:authority: Cloud.example\r\ncontent-type: application/json; charset=utf-8\r\n", true],
      [0, 0, "body", "one two", true],
      [1, 0, "head", ":status: 200\r\ncontent-type: text/plain\r\n", true],
      [1, 0, "body", "answered", true],
      [1, 0, "head", "x-sum: 1\r\n", true],
    ]);
    expect(parts[1]?.part).toMatchObject({
      transport: ["quic", "http3"],
      streamId: 0,
      http: { host: "cloud.example", method: "PUT", path: "/a", status: null },
      mediaType: "application/json",
    });
    expect(parts[3]?.part.http).toEqual({ host: "cloud.example", method: "PUT", path: "/a", status: 200 });
    const head = request("/a").length;
    expect(parts[0]?.pieces).toEqual([{ streamStart: 3, streamEnd: head, first: 3, last: 3, timeUs: 30 }]);
    expect(parts[1]?.pieces.map(({ streamStart }) => streamStart)).toEqual([head + 2, head + 6 + 8 + 2]);
  });

  test("one byte at a time gives the same", () => {
    const streams: [Side, number, Buffer][] = [
      [0, 2, SETTINGS],
      [1, 3, SETTINGS],
      [0, 6, ENCODER],
      [0, 0, Buffer.concat([TABLE_BLOCK, frame(0, "a body of the first")])],
      [0, 4, Buffer.concat([request("/second"), frame(0, "a body of the second")])],
      [1, 4, Buffer.concat([answer, frame(0, "an answer")])],
      [0, 14, Buffer.concat([Buffer.from([0x21]), Buffer.from("another kind of stream")])],
      [1, 1, Buffer.from("of the server's own")],
    ];
    const whole = new Connection();
    for (const [side, id, bytes] of streams) whole.data(side, id, bytes);
    const single = new Connection();
    for (const [side, id, bytes] of streams) for (const byte of bytes) single.data(side, id, Uint8Array.of(byte));
    const expected = shown(whole.end());
    expect(shown(single.end())).toEqual(expected);
    expect(expected).toContainEqual([0, 0, 0, "head", TABLE_HEAD, true]);
    expect(expected).toContainEqual([0, 14, 0, "stream", "another kind of stream", false]);
    expect(expected).toContainEqual([1, 1, 0, "stream", "of the server's own", false]);
  });

  test("a push: the promise as a head of its request's stream, the answer in its own", () => {
    const promise = frame(5, Buffer.concat([Buffer.from([7]), block({ ":method": "GET", ":path": "/pushed" })]));
    const { parts } = new Connection()
      .data(0, 0, request("/a"))
      .data(1, 0, Buffer.concat([promise, answer]))
      .data(1, 3, Buffer.concat([Buffer.from([1, 7]), answer, frame(0, "pushed")]))
      .end();
    expect(parts.map(({ part, text }) => [part.side, part.streamId, part.role, part.http?.path, text.slice(0, 12)])).toEqual([
      [0, 0, "head", "/a", ":method: PUT"],
      [1, 0, "head", "/pushed", ":method: GET"],
      [1, 0, "head", "/a", ":status: 200"],
      [1, 3, "head", null, ":status: 200"],
      [1, 3, "body", null, "pushed"],
    ]);
  });
});

describe("the table", () => {
  test("a block that comes before what it refers to waits, and with it all that follows in its stream", () => {
    const connection = new Connection()
      .data(1, 3, SETTINGS)
      .data(0, 0, Buffer.concat([TABLE_BLOCK, frame(0, "waited")]))
      .fin(0, 0)
      .data(1, 0, answer)
      .fin(1, 0)
      .close(0)
      .data(0, 4, request("/other"));
    expect(connection.collected.parts.map(({ part }) => [part.streamId, part.side])).toEqual([
      [0, 1],
      [4, 0],
    ]);
    connection.data(0, 2, ENCODER.subarray(0, 20)).data(0, 2, ENCODER.subarray(20));
    expect(shown(connection.end()).slice(2)).toEqual([
      [0, 0, 0, "head", TABLE_HEAD, true],
      [0, 0, 0, "body", "waited", true],
    ]);
  });

  test("what it waits for never comes: the body is given without its head", () => {
    const { parts, issues } = new Connection()
      .data(1, 3, SETTINGS)
      .data(0, 0, Buffer.concat([TABLE_BLOCK, frame(0, "waited")]))
      .fin(0, 0)
      .end();
    expect(parts.map(({ part, text, whole }) => [part.role, part.http, text, whole])).toEqual([["body", null, "waited", true]]);
    expect(issues).toEqual(["heads-unreadable"]);
  });

  test("a hole in the encoder stream: nothing that refers to the table is believed, literals are", () => {
    const mixed = Buffer.concat([hex("03810100"), block({ ":method": "PUT" }).subarray(2), hex("1011")]);
    // Its first field is an indexed one of the static table (1: ":path" of "/").
    mixed.set([0x03, 0x81, 0xc1, 0xd1]);
    const collected = new Connection()
      .data(1, 3, SETTINGS)
      .data(0, 2, ENCODER)
      .gap(0, 2, 10)
      .data(0, 2, hex("00"))
      .data(0, 0, Buffer.concat([frame(1, mixed), frame(0, "body")]))
      .end();
    expect(shown(collected)).toEqual([
      [0, 0, 0, "head", ":path: /\r\n:method: GET\r\n:method: PUT\r\n", false],
      [0, 0, 0, "body", "body", false],
    ]);
    expect(collected.issues).toEqual(["heads-unreadable"]);
  });
});

describe("what is missing", () => {
  test("a hole inside a body or a block costs what is in it; over a frame's end it costs the rest of the side", () => {
    const inBody = new Connection()
      .data(0, 0, Buffer.concat([request("/a"), Buffer.from([0, 10]), Buffer.from("012")]))
      .gap(0, 0, 4)
      .data(0, 0, Buffer.concat([Buffer.from("789"), frame(0, "more")]))
      .fin(0, 0)
      .end();
    expect(inBody.parts[1]).toMatchObject({ text: "012789more", gapBytes: 4, whole: false });
    expect(inBody.lost).toEqual([4, 0]);

    const inBlock = new Connection()
      .data(0, 0, request("/a").subarray(0, 10))
      .gap(0, 0, 5)
      .data(0, 0, Buffer.concat([request("/a").subarray(15), frame(0, "body")]))
      .end();
    expect(shown(inBlock)).toEqual([[0, 0, 0, "body", "body", false]]);
    expect(inBlock.issues).toEqual(["heads-unreadable"]);

    const overEnd = new Connection()
      .data(0, 0, Buffer.concat([request("/a"), Buffer.from([0, 10]), Buffer.from("012")]))
      .gap(0, 0, 8)
      .data(0, 0, Buffer.from("what is this"))
      .fin(0, 0)
      .end();
    expect(overEnd.parts[1]).toMatchObject({ text: "012", gapBytes: 8 + 12, whole: false });
    expect(overEnd.lost).toEqual([8 + 12, 0]);
    expect(overEnd.issues).toEqual(["frames-lost"]);
  });

  test("a body shorter than it was declared is not whole", () => {
    const head = frame(1, block({ ":method": "PUT", "content-length": "9" }));
    const { parts } = new Connection()
      .data(0, 0, Buffer.concat([head, frame(0, "short")]))
      .fin(0, 0)
      .end();
    expect(parts[1]).toMatchObject({ text: "short", whole: false });
  });

  test("bounds: the size of a head, what waits behind a block, and memory", () => {
    const large = new Connection(collectParts({ limits: { maxHeadBytes: 64 } }))
      .data(0, 0, Buffer.concat([frame(1, Buffer.alloc(100)), frame(0, "body")]))
      .end();
    expect(shown(large)).toEqual([[0, 0, 0, "body", "body", false]]);
    const waiting = new Connection().data(1, 3, SETTINGS).data(0, 0, TABLE_BLOCK);
    for (let count = 0; count < 20; count++) waiting.data(0, 0, frame(0, Buffer.alloc(16_000)));
    expect(waiting.end().parts[0]?.text).toHaveLength(20 * 16_000);
    const poor = new Connection(collectParts({ maxHeldBytes: 5_000 }));
    for (let id = 0; id < 400; id += 4) poor.data(0, id, Buffer.concat([request(`/${id}`), frame(0, "body")]));
    expect(poor.end().issues).toContain("crowded");
  });

  test("any bytes in any stream: no fault of ours, nothing kept", () => {
    const step = fc.tuple(
      fc.constantFrom<Side>(0, 1),
      fc.constantFrom(0, 4, 1, 2, 3, 6, 7, 10, 11),
      fc.oneof(
        fc.uint8Array({ maxLength: 50 }),
        fc.constantFrom(SETTINGS, ENCODER, TABLE_BLOCK, answer, frame(0, "body"), frame(5, hex("0703811011"))),
      ),
      fc.constantFrom("data", "data", "data", "gap", "fin"),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const connection = new Connection();
        const over = new Set<string>();
        for (const [side, id, bytes, what] of steps) {
          if (over.has(`${side} ${id}`)) continue;
          if (what === "data") connection.data(side, id, bytes);
          else if (what === "gap") connection.gap(side, id, 1 + (bytes.length % 9));
          else {
            connection.fin(side, id);
            over.add(`${side} ${id}`);
          }
        }
        connection.end();
      }),
      { numRuns: 500 },
    );
  });
});
