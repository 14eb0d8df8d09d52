/** WebSocket and MQTT. */
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { contentsOf, type SaidText } from "./said-stream.ts";

const oneByOne = (length: number): number[] => new Array<number>(length).fill(1);

function upgrade(answer = ""): SaidText[] {
  return [
    [0, "GET /socket HTTP/1.1\r\nHost: h.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"],
    [1, `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n${answer}\r\n`],
  ];
}

/** A frame of up to 65,535 bytes. */
function frame(head: number, payload: string, masked = false): string {
  const size = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255];
  const mask = [0x11, 0x22, 0x33, 0x44];
  const bytes = Buffer.from(payload, "latin1");
  if (masked) for (let at = 0; at < bytes.length; at++) bytes[at] = (bytes[at] as number) ^ (mask[at & 3] as number);
  const start = Buffer.from([head, (size[0] as number) | (masked ? 0x80 : 0), ...size.slice(1), ...(masked ? mask : [])]);
  return Buffer.concat([start, bytes]).toString("latin1");
}

describe("WebSocket", () => {
  test("messages of one frame and of several, unmasked; pings between are passed over", () => {
    const said: SaidText[] = [
      ...upgrade(),
      [0, frame(0x81, '{"sn":"x"}', true) + frame(0x02, "first ", true) + frame(0x89, "ping", true) + frame(0x80, "second", true)],
      [1, frame(0x82, "a".repeat(300)) + frame(0x88, "\u0003\u00e8")],
    ];
    for (const options of [{}, { cut: oneByOne }]) {
      const { lines } = contentsOf(said, options);
      expect(lines.filter((line) => line.includes("payload"))).toEqual([
        '0 payload websocket 0 GET h.example /socket | {"sn":"x"}',
        "0 payload websocket 1 GET h.example /socket | first second",
        `1 payload websocket 0 GET h.example /socket | ${"a".repeat(300)}`,
      ]);
    }
  });

  test("permessage-deflate with what earlier messages left", () => {
    const packed = (text: string, dictionary: string): string =>
      deflateRawSync(text, { finishFlush: 2, ...(dictionary === "" ? {} : { dictionary: Buffer.from(dictionary) }) })
        .toString("latin1")
        .slice(0, -4);
    const one = '{"serial":"1ZNBJ7E00C00QT"}';
    const two = '{"serial":"1ZNBJ7E00C00QT","again":1}';
    const said: SaidText[] = [
      ...upgrade("Sec-WebSocket-Extensions: permessage-deflate\r\n"),
      [0, frame(0xc1, packed(one, ""), true) + frame(0xc1, packed(two, one), true) + frame(0x81, "plain", true)],
    ];
    for (const options of [{}, { cut: oneByOne }]) {
      const { lines } = contentsOf(said, options);
      expect(lines.filter((line) => line.includes("payload"))).toEqual([
        `0 payload websocket 0 GET h.example /socket | ${one}`,
        `0 payload websocket 1 GET h.example /socket | ${two}`,
        "0 payload websocket 2 GET h.example /socket | plain",
      ]);
    }
  });

  test("behind a hole in a packed message the next packed one cannot be read, an unpacked one can", () => {
    const packed = deflateRawSync("x".repeat(99), { finishFlush: 2 }).toString("latin1").slice(0, -4);
    const whole = frame(0xc1, packed);
    const { lines, lost } = contentsOf([
      ...upgrade("Sec-WebSocket-Extensions: permessage-deflate\r\n"),
      [1, whole.slice(0, -3)],
      [1, 2],
      [1, whole.slice(-1) + frame(0xc1, packed) + frame(0x81, "plain")],
    ]);
    const payloads = lines.filter((line) => line.includes("payload"));
    expect(payloads).toHaveLength(3);
    expect(payloads[0]).toContain("[2 missing] [cut]");
    expect(payloads[1]).toBe("1 payload websocket 1 GET h.example /socket |  [cut]");
    expect(payloads[2]).toBe("1 payload websocket 2 GET h.example /socket | plain");
    expect(lost[1]).toBeGreaterThanOrEqual(2 + packed.length);
  });

  test("a frame that none sends ends the side", () => {
    const { lines, lost } = contentsOf([...upgrade(), [0, frame(0x8b, "x") + frame(0x81, "later")]]);
    expect(lines.filter((line) => line.includes("payload"))).toEqual([]);
    expect(lost[0]).toBe(frame(0x81, "later").length + 1);
  });

  test("MQTT inside", () => {
    const { lines } = contentsOf([
      ...upgrade("Sec-WebSocket-Protocol: mqtt\r\n"),
      [
        0,
        frame(0x82, `${connect(4)}${publish("a/b", "in")}`.slice(0, 20), true) +
          frame(0x82, `${connect(4)}${publish("a/b", "in")}`.slice(20), true),
      ],
    ]);
    expect(lines.slice(1, 3)).toEqual([
      "0 head websocket>mqtt 0 | clientId: drone-1\nuserName: me\n",
      "0 payload websocket>mqtt 1 a/b | in",
    ]);
  });
});

function text(value: string): string {
  return String.fromCharCode(value.length >> 8, value.length & 255) + value;
}

function packetOf(first: number, body: string): string {
  const sizes: number[] = [];
  for (let left = body.length; ; left >>= 7) {
    sizes.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    if (left <= 0x7f) break;
  }
  return String.fromCharCode(first, ...sizes) + body;
}

function connect(version: number): string {
  const properties = version === 5 ? "\u0005\u0011\u0000\u0000\u0000\u0001" : "";
  return packetOf(
    0x10,
    `${text("MQTT")}${String.fromCharCode(version)}\u00c2\u0000\u003c${properties}${text("drone-1")}${text("me")}${text("secret")}`,
  );
}

function publish(topic: string, payload: string, options: { readonly version?: number; readonly qos?: number } = {}): string {
  const id = (options.qos ?? 0) > 0 ? "\u0000\u0007" : "";
  const properties = options.version === 5 ? "\u0002\u0001\u0001" : "";
  return packetOf(0x30 | ((options.qos ?? 0) << 1), text(topic) + id + properties + payload);
}

describe("MQTT", () => {
  test.each([4, 5])("version %i: who the client says it is, what it asks for, what is published", (version) => {
    const subscribe = packetOf(0x82, `\u0000\u0001${version === 5 ? "\u0000" : ""}${text("thing/1ZNBJ/osd")}\u0001${text("sys/#")}\u0000`);
    const said: SaidText[] = [
      [
        0,
        connect(version) +
          subscribe +
          publish("thing/osd", '{"lat":1}', { version, qos: 1 }) +
          publish("empty", "", { version }) +
          "\u00c0\u0000",
      ],
      [1, `\u0020\u0002\u0000\u0000${publish("thing/set", "z".repeat(500), { version })}`],
    ];
    for (const options of [{}, { cut: oneByOne }]) {
      const { lines } = contentsOf(said, options);
      expect(lines).toEqual([
        "0 head mqtt 0 | clientId: drone-1\nuserName: me\n",
        "0 head mqtt 1 | subscribe: thing/1ZNBJ/osd\nsubscribe: sys/#\n",
        '0 payload mqtt 2 thing/osd | {"lat":1}',
        "0 payload mqtt 3 empty | ",
        `1 payload mqtt 0 thing/set | ${"z".repeat(500)}`,
      ]);
    }
  });

  test("a password is not shown", () => {
    expect(contentsOf([[0, connect(4)]]).lines.join("")).not.toContain("secret");
  });

  test("a hole inside a payload costs what is in it; one over a packet's head costs the rest of the side", () => {
    const long = publish("t", "p".repeat(200));
    const inside = contentsOf([
      [0, connect(4) + long.slice(0, 50)],
      [0, 100],
      [0, long.slice(150) + publish("t", "next")],
    ]);
    expect(inside.lines[1]).toMatch(/^0 payload mqtt 1 t \| p+ \[100 missing\] \[cut\]$/);
    expect(inside.lines[2]).toBe("0 payload mqtt 2 t | next");
    const over = contentsOf([
      [0, connect(4) + long.slice(0, 50)],
      [0, 160],
      [0, publish("t", "next")],
    ]);
    expect(over.lines).toHaveLength(2);
    expect(over.lost[0]).toBe(160 + publish("t", "next").length);
  });
});
