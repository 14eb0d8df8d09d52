/** Captures that do not help: keys of other sessions, half of the keys, bytes that are missing, messages without end, lengths that lie. */
import { beforeAll, describe, expect, test } from "vitest";
import { recordSession } from "../../capture/test/decrypt/recorded-session.ts";
import type { AuditResult } from "../src/index.ts";
import { auditCaptures, type CapturedPiece, captureOf, post } from "./captured-audit.ts";
import { labFlight } from "./content-parts.ts";

const serial = "1ZNBJ7E00C00QT";
const answerSerial = "4LFCJ5N0B20F6X";
const needle = "FLIGHT.aircraftSerial[0]";
const flights = [labFlight()];
const startUs = Date.UTC(2026, 0, 1, 10) * 1000;
const body = `{"sn":"${serial}","n":[1,2,3]}`;

const audited = (said: readonly CapturedPiece[], serverPort = 80): AuditResult =>
  auditCaptures([captureOf([{ startUs, said, serverPort }])], { flights });
const lines = ({ findings }: AuditResult): string[] =>
  findings.map(({ kind, needle: name, direction, encoding }) => `${direction} ${kind} ${name} ${encoding.join()}`);
const aircraft = (encoding: string): string => `out aircraftSerial ${needle} ${encoding}`;
const bytesOf = (...parts: (string | Uint8Array | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part as Uint8Array))));

describe("keys", () => {
  let session: Awaited<ReturnType<typeof recordSession>>;
  let other: Awaited<ReturnType<typeof recordSession>>;
  let sealed: Uint8Array;
  beforeAll(async () => {
    const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${answerSerial.length + 2}\r\n\r\n"${answerSerial}"`;
    session = await recordSession({ requests: [post(body)], answer });
    other = await recordSession({ requests: [post(body)], answer });
    sealed = captureOf([{ startUs, serverPort: 443, said: session.said as readonly CapturedPiece[] }]);
  });
  const withKeys = (keyLog: string): AuditResult => auditCaptures([sealed], { flights, keyLog });

  test("all of them: both directions open", () => {
    const result = withKeys(session.keyLog);
    expect(lines(result)).toContain(aircraft("json,text"));
    expect(lines(result).some((line) => line.startsWith("in controllerSerial"))).toBe(true);
    expect(result.coverage.bytesOut.decrypted).toBeGreaterThan(0);
  });

  test("none, those of another session, and damaged ones: nothing is found, what went out counts as sealed, and that is said", () => {
    const flipped = session.keyLog.replace(/[0-9a-f]{2}$/gm, (end) => (end === "00" ? "01" : "00"));
    for (const keyLog of ["", other.keyLog, flipped]) {
      const result = withKeys(keyLog);
      expect(lines(result)).toEqual([]);
      const { sealed: sealedBytes, decrypted } = result.coverage.bytesOut;
      expect(decrypted).toBe(0);
      expect(sealedBytes).toBeGreaterThan(body.length);
      expect(result.coverage.gaps).toContainEqual(expect.stringMatching(/sealed: no keys (fit|were given)\.$/));
      expect(result.answer.join(" ")).toMatch(/could be read|nothing/i);
      const verdictOf = (id: string): string | undefined => result.claims.find((claim) => claim.id === id)?.verdict;
      // Contents that nobody could read are no ground to say that something was not observed in them.
      for (const id of ["C03", "C06", "C13", "C16"]) expect(verdictOf(id)).toBe("NOT TESTABLE");
      expect(result.claims.find(({ id }) => id === "C06")?.parts.map(({ verdict }) => verdict)).toEqual(["NOT TESTABLE", "NOT TESTABLE"]);
    }
  });

  test("half a key log, one direction: that one opens, the other counts as sealed", () => {
    const half = session.keyLog
      .split("\n")
      .filter((line) => line.startsWith("CLIENT_"))
      .join("\n");
    expect(half).toContain("CLIENT_TRAFFIC_SECRET_0");
    const result = withKeys(half);
    expect(lines(result)).toEqual([aircraft("json,text")]);
    expect(result.coverage.bytesOut.decrypted).toBeGreaterThan(0);
    expect(result.coverage.bytesIn.decrypted).toBe(0);
    expect(result.coverage.bytesIn.sealed).toBeGreaterThan(0);
    expect(result.coverage.gaps).toContainEqual(expect.stringMatching(/of the bytes that came in were not read\.$/));
    const answers = withKeys(
      session.keyLog
        .split("\n")
        .filter((line) => line.startsWith("SERVER_"))
        .join("\n"),
    );
    expect(answers.findings.filter(({ direction }) => direction === "out")).toEqual([]);
    expect(answers.coverage.bytesOut.decrypted).toBe(0);
  });

  test("the right keys among 200,000 lines of others, and of lines that are none", () => {
    const hex = (value: number): string => value.toString(16).padStart(64, "0");
    const noise = Array.from({ length: 100_000 }, (_, at) => `CLIENT_TRAFFIC_SECRET_0 ${hex(at)} ${hex(at + 7)}\n# ${at} zz\n`).join("");
    expect(lines(withKeys(`${noise}${session.keyLog}\nCLIENT_RANDOM zz zz\n`))).toContain(aircraft("json,text"));
  });

  test("the capture ends inside a sealed body: what came before is found, and that it was cut is said", () => {
    const cut = sealed.subarray(0, sealed.byteLength - 5);
    const result = auditCaptures([cut], { flights, keyLog: session.keyLog });
    expect(lines(result)).toContain(aircraft("json,text"));
    expect(result.coverage.gaps).toContainEqual("1 capture ends in the middle of a packet: what came after is lost.");
  });
});

describe("bytes that are missing", () => {
  const head = `POST / HTTP/1.1\r\nHost: upload.example\r\nContent-Length: 4000\r\n\r\n`;
  test("before a gap and behind it things are found, across it nothing is", () => {
    const padding = "x ".repeat(400);
    const found = audited([
      [0, `${head}{"sn":"${serial}","p":"${padding}`],
      [0, 1000],
      [0, `${padding} ${answerSerial} ${padding}"}`],
    ]);
    expect(found.findings.map(({ kind }) => kind).sort()).toEqual(["aircraftSerial", "controllerSerial"]);
    expect(found.coverage.bytesOut.missing).toBe(1000);
    expect(found.coverage.gaps).toContainEqual(expect.stringMatching(/are not in the capture\.$/));
    const across = audited([
      [0, `${head}{"p":"${padding}${serial.slice(0, 7)}`],
      [0, 50],
      [0, `${serial.slice(7)} ${padding}"}`],
    ]);
    expect(lines(across)).toEqual([]);
  });

  test("a position whose two numbers stand on both sides of a gap is none", () => {
    const result = audited([
      [0, `${head}{"lat":47.6423781,"pad":"`],
      [0, 3],
      [0, `","lng":-122.1367542}`],
    ]);
    expect(result.findings.filter(({ weak }) => !weak)).toEqual([]);
  });

  test("an empty capture: nothing can be said, and no claim is judged by it", () => {
    const result = auditCaptures([captureOf([])], { flights });
    expect(result.answer).toEqual([expect.stringMatching(/^Nothing can be said/)]);
    expect(new Set(result.claims.map(({ verdict }) => verdict))).toEqual(new Set(["NOT TESTABLE"]));
  });
});

describe("messages without end", () => {
  test("chunks of one byte, 20,000 of them, and no last one", () => {
    const text = `{"sn":"${serial}","p":"${"y ".repeat(10_000)}`;
    const chunks = [...text].map((character) => `1\r\n${character}\r\n`).join("");
    const result = audited([[0, `POST / HTTP/1.1\r\nHost: u.example\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`]]);
    expect(lines(result)).toEqual([aircraft("json,text")]);
    expect(result.coverage.search.searchedBytes).toBeLessThan(4 * text.length);
  });

  test("chunks whose lengths are no numbers, negative, or larger than anything", () => {
    for (const size of ["-1", "ffffffffffffffff", "zz", `${"0".repeat(5000)}5`, "7fffffff"]) {
      const result = audited([
        [0, `POST / HTTP/1.1\r\nHost: u\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n{"a":"${serial}"}\r\n0\r\n\r\n`],
      ]);
      for (const line of lines(result)) expect(line).toMatch(/aircraftSerial FLIGHT/);
      const { plain, decrypted, sealed, missing, unread } = result.coverage.bytesOut;
      expect(plain + decrypted + sealed + missing + unread).toBeGreaterThan(0);
    }
  });

  test("a head of 300 kB that does not end, with the serial in it", () => {
    const result = audited([[0, `GET / HTTP/1.1\r\nHost: u.example\r\nX-Sn: ${serial}\r\n${`X-A: ${"b".repeat(60)}\r\n`.repeat(4000)}`]]);
    for (const line of lines(result)) expect(line).toContain(needle);
    const { bytesOut, search } = result.coverage;
    // What was given up is counted as not read, not as read.
    expect(search.searchedBytes + bytesOut.unread + bytesOut.missing).toBeGreaterThan(0);
    expect(bytesOut.plain + bytesOut.unread).toBeGreaterThan(200_000);
  });

  test("fragments of WebSocket without a last one, 5,000 of them", () => {
    const upgrade = "GET /ws HTTP/1.1\r\nHost: u.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n";
    const accepted = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    const frame = (opcode: number, text: string): Buffer => bytesOf([opcode, 0x80 | text.length, 0, 0, 0, 0], text);
    const pieces = [frame(1, `{"sn":"${serial.slice(0, 5)}`), frame(0, `${serial.slice(5)}",`)];
    const frames = Buffer.concat([...pieces, ...Array.from({ length: 5000 }, () => frame(0, "1, 2, 3 "))]);
    const result = audited([
      [0, upgrade],
      [1, accepted],
      [0, frames],
    ]);
    expect(lines(result)).toEqual([aircraft("json,text")]);
  });

  test("lengths in MQTT that lie", () => {
    const connect = bytesOf([0x10, 0x10, 0, 4], "MQTT", [4, 2, 0, 60, 0, 4], "abcd");
    for (const publish of [
      bytesOf([0x30, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff], ` ${serial} `),
      bytesOf([0x30, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], ` ${serial} `),
      bytesOf([0x30, 0x02, 0xff, 0xff], ` ${serial} `),
      bytesOf([0x30, 0x00, 0x30, 0x00], ` ${serial} `),
    ]) {
      const result = audited(
        [
          [0, connect],
          [1, bytesOf([0x20, 2, 0, 0])],
          [0, publish],
        ],
        1883,
      );
      for (const line of lines(result)) expect(line).toContain(needle);
    }
  });
});

describe("HTTP/2 that floods", () => {
  const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  const frame = (type: number, flags: number, stream: number, payload: Uint8Array): Buffer => {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.byteLength, 0, 3);
    head[3] = type;
    head[4] = flags;
    head.writeUInt32BE(stream, 5);
    return Buffer.concat([head, payload]);
  };
  const none = new Uint8Array(0);
  const settings = frame(4, 0, 0, none);
  /** A literal without indexing: name and value as they are. */
  const literal = (name: string, value: string): Buffer => bytesOf([0, name.length], name, [value.length], value);
  const request = Buffer.concat([literal(":method", "POST"), literal(":path", "/"), literal(":authority", "u.example")]);
  const cases: [name: string, frames: Buffer][] = [
    [
      "10,000 frames of CONTINUATION that do not end",
      Buffer.concat([frame(1, 0, 1, request), ...Array.from({ length: 10_000 }, () => frame(9, 0, 1, literal("x-a", "b")))]),
    ],
    ["5,000 streams that never end", Buffer.concat(Array.from({ length: 5000 }, (_, at) => frame(1, 4, 2 * at + 1, request)))],
    [
      "an entry of 4 kB in the table, told 20,000 times",
      Buffer.concat([
        frame(1, 4, 1, bytesOf(request, [0x40, 1], "a", [0x7f, 0x81, 0x1e], "v".repeat(4000))),
        frame(1, 4, 3, bytesOf(request, new Uint8Array(20_000).fill(0xbe))),
      ]),
    ],
    ["frames longer than anything", bytesOf([0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1], "x".repeat(1000))],
    ["padding longer than its frame", frame(0, 8, 1, Uint8Array.of(255, 1, 2))],
  ];
  test.each(cases)("%s: no finding, bounded work", (_name, frames) => {
    const said = bytesOf(preface, settings, frames);
    const result = audited([
      [0, said],
      [1, settings],
    ]);
    expect(lines(result)).toEqual([]);
    expect(result.coverage.search.searchedBytes).toBeLessThan(10 * said.length + (1 << 20));
  });

  test("after them, on a stream of its own, a body is read still, or counted as not read", () => {
    const said = bytesOf(
      preface,
      settings,
      ...Array.from({ length: 500 }, (_, at) => frame(1, 4, 2 * at + 1, request)),
      frame(1, 4, 2001, request),
      frame(0, 1, 2001, Buffer.from(body)),
    );
    const result = audited([
      [0, said],
      [1, settings],
    ]);
    const { unread, missing } = result.coverage.bytesOut;
    if (unread + missing === 0) expect(lines(result)).toEqual([aircraft("json,text")]);
    else expect(lines(result)).toEqual([]);
  });
});

describe("the same traffic twice", () => {
  test("captured twice, it is found in both captures, each with its own packets", () => {
    const capture = captureOf([{ startUs, said: [[0, post(body)]] }]);
    const result = auditCaptures([capture, capture], { flights });
    expect(lines(result)).toEqual([aircraft("json,text"), aircraft("json,text")]);
    expect(new Set(result.findings.map(({ flow }) => flow.capture)).size).toBe(2);
  });
});
