import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHelloCheck, createRequestCheck } from "../../src/index.ts";
import { MAX_HEAD_BYTES } from "../../src/relay/request-check.ts";

const name = "time.example";

function fed(text: string | Uint8Array, sizes: readonly number[] = [1 << 20]) {
  const bytes = typeof text === "string" ? Buffer.from(text, "latin1") : text;
  const check = createHelloCheck(80, name);
  let end = null;
  for (let at = 0, turn = 0; at < bytes.length && end === null; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    end = check.push(bytes.subarray(at, at + size));
    at += size;
  }
  return { end, name: check.name, passBytes: check.passBytes, isSettled: check.isSettled };
}

const get = `GET /a?b HTTP/1.1\r\nHost: ${name}\r\nUser-Agent: x\r\n\r\n`;
const post = (body: string) => `POST /up HTTP/1.1\r\nhost:${name}:80\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const chunked = (...chunks: string[]) =>
  `PUT /up HTTP/1.1\r\nHost: ${name}\r\nTransfer-Encoding: chunked\r\n\r\n${[...chunks, ""].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("")}`;
const evil = "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n";

describe("requests", () => {
  test.each([
    ["a plain one", get],
    ["an absolute one", `GET http://${name.toUpperCase()}/x HTTP/1.1\r\nHost: ${name}\r\n\r\n`],
    ["of HTTP/1.0", `GET / HTTP/1.0\r\nHost: \t${name} \r\n\r\n`],
    ["with a body", post("hello")],
    ["with chunks", chunked("hello", "x".repeat(300))],
    ["one after the other", get + post("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n") + chunked(evil) + get + chunked() + post("")],
    ["asking about the server", `OPTIONS * HTTP/1.1\r\nHost: ${name}\r\n\r\n`],
  ])("%s pass in any pieces", (_, text) => {
    const all = { end: null, name, passBytes: text.length, isSettled: false };
    expect(fed(text)).toEqual(all);
    expect(fed(text, [1])).toEqual(all);
    for (let cut = 1; cut < text.length; cut++) expect(fed(text, [cut, text.length])).toEqual(all);
  });

  test("a head is held back until it is whole; what came before it is not", () => {
    expect(fed(get.slice(0, -1))).toMatchObject({ end: null, passBytes: 0, name: null });
    expect(fed(get + evil.slice(0, -1))).toMatchObject({ end: null, passBytes: get.length });
  });

  test.each([
    ["behind a plain one", get],
    ["behind a body", post("hello")],
    ["behind chunks", chunked("hello")],
  ])("another host %s is refused, and not a byte of it passes", (_, before) => {
    for (const sizes of [[1 << 20], [1], [17]]) {
      expect(fed(before + evil, sizes)).toEqual({ end: "wrong-name", name: "evil.example", passBytes: before.length, isSettled: false });
    }
  });

  test.each([
    ["wrong-name", evil],
    ["wrong-name", `GET / HTTP/1.1\r\nHost: ${name}.\r\n\r\n`],
    ["no-name", "GET / HTTP/1.1\r\nX: y\r\n\r\n"],
    ["no-name", "GET / HTTP/1.0\r\n\r\n"],
    ["no-name", "GET / HTTP/1.1\r\nHost:\r\n\r\n"],
    ["many-names", `GET / HTTP/1.1\r\nHost: ${name}\r\nHost: ${name}\r\n\r\n`],
    ["many-names", `GET / HTTP/1.1\r\nHost: ${name}\r\nhOST: evil.example\r\n\r\n`],
    ["many-names", `GET http://evil.example/ HTTP/1.1\r\nHost: ${name}\r\n\r\n`],
    ["not-http", `GET http://a@${name}/ HTTP/1.1\r\nHost: ${name}\r\n\r\n`],
    ["not-http", `GET https://${name}/ HTTP/1.1\r\nHost: ${name}\r\n\r\n`],
    ["not-http", `CONNECT ${name}:443 HTTP/1.1\r\nHost: ${name}\r\n\r\n`],
    ["not-http", `GET / HTTP/1.1\r\nHost: ${name}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`],
    ["not-http", `GET / HTTP/1.1\r\nHost: ${name}:8080\r\n\r\n`],
    ["not-http", `GET / HTTP/1.1\r\nHost: ${name}, evil.example\r\n\r\n`],
    ["not-http", `GET / HTTP/1.1\r\nHost : ${name}\r\n\r\n`],
    ["not-http", `GET / HTTP/1.1\r\nX: y\r\n Host: evil.example\r\nHost: ${name}\r\n\r\n`],
    ["not-http", `GET / HTTP/1.1\r\nX: y\n Host: evil.example\r\nHost: ${name}\r\n\r\n`],
    ["not-http", `GET / HTTP/1.1\nHost: ${name}\n\n`],
    ["not-http", `GET / HTTP/1.1\r\nX: y\rHost: evil.example\r\nHost: ${name}\r\n\r\n`],
    ["not-http", `GET / HTTP/1.1\r\nX: \u0000\r\nHost: ${name}\r\n\r\n`],
    ["not-http", `GET  / HTTP/1.1\r\nHost: ${name}\r\n\r\n`],
    ["not-http", `GET / HTTP/2.0\r\nHost: ${name}\r\n\r\n`],
    ["not-http", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["not-http", "GET /\r\n\r\n"],
    ["not-http", `\r\n${get}`],
    ["not-http", `GET * HTTP/1.1\r\nHost: ${name}\r\n\r\n`],
    ["not-http", "\u0016\u0003\u0001\u0002\u0000\u0001"],
    ["not-http", `GET / HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 3\r\n\r\nabc`],
    ["not-http", `POST / HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc`],
    ["not-http", `POST / HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ["not-http", `POST / HTTP/1.1\r\nHost: ${name}\r\nContent-Length: +3\r\n\r\nabc`],
    ["not-http", `POST / HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 99999999999999999\r\n\r\n`],
    ["not-http", `POST / HTTP/1.1\r\nHost: ${name}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n`],
    ["not-http", `POST / HTTP/1.0\r\nHost: ${name}\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ] as const)("%s: %j", (end, text) => {
    expect(fed(text)).toMatchObject({ end, passBytes: 0 });
    expect(fed(text, [1])).toMatchObject({ end, passBytes: 0 });
  });

  test.each([
    "5;x=y\r\nhello\r\n",
    "5 \r\nhello\r\n",
    "0x5\r\nhello\r\n",
    "-5\r\n",
    "\r\n",
    "5\nhello",
    "5\r\nhelloX\r\n",
    "5\r\nhello0\r\n",
    "0\r\nHost: evil.example\r\n\r\n",
    "1234567890123\r\n",
  ])("chunks like %j are refused", (text) => {
    const head = chunked().slice(0, -"0\r\n\r\n".length);
    for (const sizes of [[1 << 20], [1]]) expect(fed(head + text, sizes).end).toBe("not-http");
  });

  test("a head without end is refused at the bound, and quickly", () => {
    expect(fed(`GET / HTTP/1.1\r\nHost: ${name}\r\nX: ${"y".repeat(MAX_HEAD_BYTES)}`, [1])).toMatchObject({
      end: "not-http",
      passBytes: 0,
    });
    expect(fed(`GET / HTTP/1.1\r\nHost: ${name}\r\nX: ${" ".repeat(MAX_HEAD_BYTES - 200)}y\r\n\r\n`)).toMatchObject({ end: null });
    expect(fed(`GET / HTTP/1.1\r\nHost: ${name}\r\n${"X: y\r\n".repeat(250)}\r\n`)).toMatchObject({ end: "not-http" });
  });

  test("the newest request is told", () => {
    const check = createRequestCheck(name);
    expect(check.push(Buffer.from(`HEAD http://${name} HTTP/1.1\r\nHost: ${name}\r\n\r\n`))).toBeNull();
    expect(check.request).toEqual({ method: "HEAD", path: "/", host: name, body: { kind: "none" } });
  });
});

describe("properties", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });
  test("any bytes, any cut: never an error, the same end, nothing passed without the name", () => {
    const bits = fc.array(
      fc.constantFrom(
        get,
        post("ab"),
        chunked("cd"),
        evil,
        "\r\n",
        "\n",
        "Host: ",
        name,
        "POST / HTTP/1.1\r\n",
        ":",
        " ",
        "\u0000",
        "0\r\n\r\n",
        "Content-Length: 4\r\n",
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(bits, fc.uint8Array({ maxLength: 40 }), sizes, (pieces, tail, cut) => {
        const bytes = Buffer.concat([Buffer.from(pieces.join(""), "latin1"), tail]);
        const whole = fed(bytes);
        // The name of what was refused is read where the head came whole.
        expect(fed(bytes, cut)).toMatchObject({ end: whole.end, passBytes: whole.passBytes });
        if (whole.passBytes > 0) expect(bytes.subarray(0, whole.passBytes).toString("latin1")).toContain(name);
      }),
      { numRuns: 300 },
    );
  });
});
