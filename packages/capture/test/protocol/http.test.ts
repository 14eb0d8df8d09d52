import { describe, expect, test } from "vitest";
import { bytes, hex, n24 } from "./bytes.ts";
import { stream } from "./watched-flow.ts";

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const authority = hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff");

function frame(type: number, flags: number, content: Uint8Array): Uint8Array {
  return bytes(n24(content.length), type, flags, 0, 0, 0, 1, content);
}

describe("HTTP/1", () => {
  test.each([
    ["Host", "GET /a HTTP/1.1\r\nHost: Fly.Example:8080\r\n\r\n", "fly.example"],
    ["no space, bare newlines", "POST / HTTP/1.0\nhost:fly.example\n\n", "fly.example"],
    ["IPv6 in brackets", "GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n", "2001:db8::1"],
    ["target of a proxy request", "GET http://user@fly.example:81/x HTTP/1.1\r\n\r\n", "fly.example"],
    ["Host wins over the target", "GET http://a.example/ HTTP/1.1\r\nHost: b.example\r\n\r\n", "b.example"],
    ["another method", "PROPFIND / HTTP/1.1\r\nHost: fly.example\r\n\r\n", "fly.example"],
    ["the head is cut", "GET / HTTP/1.1\r\nHost: fly.example\r\nUser-Agent: x", "fly.example"],
    ["no space before the version", "TRACE /HTTP/1.1\nHost: fly.example\n\n", "fly.example"],
    ["half a version", "GET / HTTP/1.\nHost: fly.example\n\n", "fly.example"],
    ["no host", "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n", null],
  ])("%s", (_, request, host) => expect(stream([[0, bytes(request)]]).facts).toMatchObject({ service: "http", host }));

  test("the first request is enough", () => {
    const { facts, wants } = stream([
      [0, bytes("GET / HTTP/1.1\r\nHost: a.example\r\n\r\nGET / HTTP/1.1\r\nHost: b.example\r\n\r\n")],
      [1, bytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")],
    ]);
    expect(facts.host).toBe("a.example");
    expect(wants).toEqual([false, false]);
  });
  test("a response alone", () =>
    expect(stream([[1, bytes("HTTP/1.1 404 Not Found\r\n\r\n")]]).facts).toMatchObject({ service: "http", host: null }));
  test("a line that only begins like a request", () => expect(stream([[0, bytes("GET something\r\n\r\n")]]).facts.service).toBeNull());
  test("HTTP/0.9", () => expect(stream([[0, bytes("GET /page\r\n")]]).facts.service).toBe("http"));
  test("a line without end is given up", () => {
    expect(stream([[0, bytes("GET /", new Uint8Array(70_000).fill(0x61))]])).toMatchObject({
      facts: { service: null },
      wants: [false, true],
    });
  });
  test("WebSocket", () => {
    const { facts, wants } = stream([
      [0, bytes("GET /ws HTTP/1.1\r\nHost: w.example\r\nUpgrade: websocket\r\n\r\n")],
      [1, bytes("HTTP/1.1 101 Switching\r\nUpgrade: WebSocket\r\n\r\n\u0081\u0001a")],
    ]);
    expect(facts).toMatchObject({ service: "http,websocket", host: "w.example" });
    expect(wants).toEqual([false, false]);
  });
  test("CONNECT in CONNECT ends after a few layers", () => {
    const { wants } = stream([[0, bytes("CONNECT a.example:1 HTTP/1.1\r\n\r\n".repeat(50))]]);
    expect(wants[0]).toBe(false);
  });
});

describe("HTTP/2 with prior knowledge", () => {
  test(":authority", () => {
    const { facts, wants } = stream([[0, bytes(PREFACE, frame(4, 0, new Uint8Array(6)), frame(1, 4, authority))]]);
    expect(facts).toMatchObject({ service: "http", host: "www.example.com" });
    expect(wants).toEqual([false, false]);
  });
  test("padded, with a priority, and continued", () => {
    const first = bytes(3, 0, 0, 0, 0, 9, authority.subarray(0, 5), 0, 0, 0);
    const said = bytes(PREFACE, frame(1, 0x28, first), frame(9, 0, authority.subarray(5, 6)), frame(9, 4, authority.subarray(6)));
    expect(stream([[0, said]]).facts.host).toBe("www.example.com");
  });
  test("a broken block is an issue", () => {
    expect(stream([[0, bytes(PREFACE, frame(1, 4, hex("80")))]])).toMatchObject({
      issues: ["hpack-broken"],
      facts: { service: "http", host: null },
    });
  });
  test("a header block beyond the bound is given up", () => {
    const large = bytes(PREFACE, frame(1, 0, new Uint8Array(60_000)), frame(9, 0, new Uint8Array(60_000)));
    expect(stream([[0, large]]).wants[0]).toBe(false);
  });
});
