/** Streams of any protocol: what is recognised, what is sealed, what is read as bytes. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentsOf, type SaidText } from "./said-stream.ts";

const HELLO = `\u0016\u0003\u0001\u0000\u0040\u0001\u0000\u0000\u003c\u0003\u0003${"r".repeat(58)}`;
const SERVER_HELLO = `\u0016\u0003\u0003\u0000\u0030\u0002\u0000\u0000\u002c\u0003\u0003${"s".repeat(42)}`;
const RECORD = `\u0017\u0003\u0003\u0000\u0020${"\u0090".repeat(32)}`;

describe("what is sealed", () => {
  test.each([
    ["TLS", HELLO, SERVER_HELLO],
    ["TLS from its middle on", RECORD + RECORD, RECORD],
    ["one record of TLS", RECORD, "\u0001\u0002"],
    ["SSH", "SSH-2.0-x\r\n", "SSH-2.0-y\r\n"],
    ["TLS of which the capture begins inside a record", `\u00ff\u0001\u0002${RECORD}${RECORD}`, "\u00fe"],
    ["TLS of which a last record is whole", `\u00ff\u0001\u0002${RECORD}`, "\u00fe"],
  ])("%s gives no part", (_, client, server) => {
    for (const cut of [undefined, (length: number) => new Array<number>(length).fill(1)]) {
      const { parts, sealed } = contentsOf(
        [
          [0, client],
          [1, server],
        ],
        cut === undefined ? {} : { cut },
      );
      expect(parts).toEqual([]);
      expect(sealed).toEqual([client.length, server.length]);
    }
  });

  test("TLS that begins behind lines (STARTTLS), or in a protocol without a name, is left out from its hello on", () => {
    for (const before of ["EHLO me\r\nSTARTTLS\r\n", "\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f"]) {
      for (const cut of [undefined, (length: number) => new Array<number>(length).fill(1)]) {
        const { lines, sealed } = contentsOf([[0, before + HELLO + RECORD]], cut === undefined ? {} : { cut });
        expect(lines).toEqual([`0 stream  0 | ${before}`]);
        expect(sealed).toEqual([HELLO.length + RECORD.length, 0]);
      }
    }
  });

  test("a hello that is carried by something else hides nothing", () => {
    const said = `\u0001\u0002\u0003upload ${HELLO}and much more that is no record`;
    const { lines, sealed } = contentsOf([[0, said]]);
    expect(lines).toEqual([`0 stream  0 | ${said}`]);
    expect(sealed).toEqual([0, 0]);
  });

  test("a beginning that is not as even as sealed bytes are does not wait", () => {
    const said = "\u00ff\u0001telemetry ".repeat(60);
    const { parts } = contentsOf([[0, said]], { cut: () => [300, 300, 300] });
    expect(parts[0]?.text).toBe(said);
    const seal = contentsOf([[0, `\u00ff\u0001${"\u0002".repeat(400)}${RECORD}${RECORD}${"\u0003".repeat(400)}`]]);
    expect(seal.parts).toEqual([]);
  });

  test("a beginning that stays unknown is shown once it cannot be records any more, with the packets that brought it", () => {
    let state = 1;
    const next = (): string => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return String.fromCharCode(state >>> 24);
    };
    const said = `\u00ff${Array.from({ length: 49_999 }, next).join("")}`;
    const { parts } = contentsOf([[0, said]], { cut: () => [10_000, 10_000, 10_000, 10_000, 10_000] });
    expect(parts[0]?.text).toBe(said);
    expect(parts[0]?.pieces.map(({ first }) => first)).toEqual([1, 2, 3, 4, 5, 5]);
  });
});

describe("what is read as bytes", () => {
  test.each([
    ["nothing known", "\u0080\u0081binary"],
    ["lines", "USER me\r\nPASS x\r\n"],
    ["RTSP", "OPTIONS rtsp://h/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"],
    ["too short to tell", "G"],
  ])("%s", (_, said) => {
    expect(contentsOf([[0, said]]).lines).toEqual([`0 stream  0 | ${said}`]);
  });

  test("what is missing is told, and in which place", () => {
    const { parts, lost } = contentsOf([
      [0, "\u0080abc"],
      [0, 100],
      [0, "def"],
    ]);
    expect(parts[0]).toMatchObject({ text: "\u0080abcdef", gapBytes: 100, whole: false });
    expect(parts[0]?.pieces.map(({ streamStart }) => streamStart)).toEqual([0, 104]);
    expect(lost).toEqual([100, 0]);
  });
});

describe("DNS over TCP", () => {
  const query = (name: string): string => {
    const labels = name.split(".").map((label) => String.fromCharCode(label.length) + label);
    const message = `\u0000\u0001\u0001\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000${labels.join("")}\u0000\u0000\u0001\u0000\u0001`;
    return `\u0000${String.fromCharCode(message.length)}${message}`;
  };

  test("names that are asked for, as sent; answers as they are", () => {
    const answer =
      "\u0000\u001e\u0000\u0001\u0081\u0080\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0001h\u0007example\u0000\u0000\u0001\u0000\u0001abc";
    const { lines } = contentsOf([
      [0, query("1ZNbj.Tunnel.example") + query("b.example")],
      [1, answer],
    ]);
    expect(lines.slice(0, 2)).toEqual(["0 name dns 0 | 1ZNbj.Tunnel.example", "0 name dns 1 | b.example"]);
    expect(lines[2]).toContain("1 datagram dns 0 |");
  });
});

describe("any way of cutting", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "B", "0", "{", "\r", "\n", "\u00ff", " "), maxLength: 40 });
  const request = fc.record({
    method: fc.constantFrom("GET", "POST", "PUT"),
    path: fc.constantFrom("/", "/a?b=c"),
    body: text,
    chunks: fc.boolean(),
  });
  const bodied = (head: string, body: string, isChunked: boolean): string =>
    isChunked
      ? `${head}Transfer-Encoding: chunked\r\n\r\n${[...body].map((one) => `1\r\n${one}\r\n`).join("")}0\r\n\r\n`
      : `${head}Content-Length: ${body.length}\r\n\r\n${body}`;

  test("connections of HTTP/1 give the same parts", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(request, text, fc.boolean()), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (exchanges, lengths) => {
          const said: SaidText[] = exchanges.flatMap(([{ method, path, body, chunks }, answer, answerChunks]) => [
            [0, bodied(`${method} ${path} HTTP/1.1\r\nHost: h\r\n`, body, chunks)] as const,
            [1, bodied("HTTP/1.1 200 OK\r\n", answer, answerChunks)] as const,
          ]);
          const whole = contentsOf(said);
          expect(whole.parts.filter(({ part }) => part.role === "stream")).toEqual([]);
          const bodies = whole.parts.filter(({ part }) => part.role === "body" && part.side === 0).map((one) => one.text);
          expect(bodies).toEqual(exchanges.map(([{ body }]) => body).filter((body) => body !== ""));
          const cut = (length: number): number[] => [...lengths.take(length)];
          expect(contentsOf(said, { cut }).lines).toEqual(whole.lines);
          expect(contentsOf(said, { cut: (length) => new Array<number>(length).fill(1) }).lines).toEqual(whole.lines);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("any pieces of protocols, in any order, with gaps, come to an end, and no byte is shown twice", () => {
    const piece = fc.constantFrom(
      "GET / HTTP/1.1\r\n",
      "HTTP/1.1 200 OK\r\n",
      "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
      "GET /w HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
      "CONNECT a:1 HTTP/1.1\r\n\r\n",
      "HTTP/1.1 200\r\n\r\n",
      "Content-Length: 3\r\n",
      "Transfer-Encoding: chunked\r\n",
      "\r\n",
      "3\r\nabc\r\n",
      "0\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000",
      "\u0010\u000f\u0000\u0004MQTT\u0005\u00c2\u0000\u003c\u0000\u0000\u0003abc",
      "\u0030\u0008\u0000\u0001t\u0000abcd",
      "\u00c1\u0083\u0001\u0002\u0003\u0004abc",
      "\u0082\u0005hello",
      HELLO,
      RECORD,
      "\u0000\u0011\u0000\u0001\u0001\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001\u0000\u0001",
      "220 smtp\r\n",
      "\u00ff",
    );
    const said = fc.array(
      fc.tuple(
        fc.constantFrom(0 as const, 1 as const),
        fc.oneof({ weight: 9, arbitrary: piece }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }) }),
      ),
      { maxLength: 24 },
    );
    fc.assert(
      fc.property(said, fc.infiniteStream(fc.integer({ min: 1, max: 30 })), (pieces, lengths) => {
        const { parts } = contentsOf(pieces, { cut: (length) => [...lengths.take(length)] });
        for (const side of [0, 1] as const) {
          const sent = pieces.reduce(
            (sum, [by, content]) => sum + (by !== side ? 0 : typeof content === "number" ? content : content.length),
            0,
          );
          const places = new Set<number>();
          for (const { part, pieces: shown, whole } of parts) {
            expect(whole).not.toBeNull();
            if (part.side !== side || part.transport.includes("websocket") || part.transport.includes("http2")) continue;
            for (const { streamStart, streamEnd } of shown) {
              expect(streamEnd).toBeLessThanOrEqual(sent);
              for (let at = streamStart; at < streamEnd; at++) {
                expect(places.has(at)).toBe(false);
                places.add(at);
              }
            }
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  test("any bytes come to an end", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(0 as const, 1 as const), fc.uint8Array({ maxLength: 60 })), { maxLength: 12 }),
        (pieces) => {
          const said: SaidText[] = pieces.map(([side, bytes]) => [side, Buffer.from(bytes).toString("latin1")]);
          for (const { whole } of contentsOf(said).parts) expect(whole).not.toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  });
});
