import { describe, expect, test } from "vitest";
import { bytes } from "./bytes.ts";
import { clientHello, records, serverHello } from "./hellos.ts";
import { stream } from "./watched-flow.ts";

const hello = records(clientHello({ name: "gap.example", padding: 500 }));

describe("bytes that the capture does not hold", () => {
  test("a gap before the first byte: what comes may still be a beginning", () => {
    expect(
      stream([
        [0, 1],
        [0, hello],
      ]).facts.sni,
    ).toBe("gap.example");
  });
  test("a gap in a hello: the name that stands before it, no fingerprint, an issue, and no more of this side", () => {
    const { facts, issues, wants } = stream([
      [0, hello.subarray(0, 300)],
      [0, 50],
      [0, hello.subarray(350)],
    ]);
    expect(facts).toMatchObject({ service: "ssl", sni: "gap.example", ja4: null });
    expect(issues).toEqual(["hello-incomplete"]);
    expect(wants).toEqual([false, true]);
  });
  test("a gap on one side leaves the other alone", () => {
    expect(
      stream([
        [0, hello.subarray(0, 20)],
        [0, 600],
        [1, records(serverHello(0x0304))],
      ]).facts,
    ).toMatchObject({ service: "ssl", version: "1.3", sni: null });
  });
  test("a gap in a request head: the host that stands before it", () => {
    expect(
      stream([
        [0, bytes("GET / HTTP/1.1\r\nHost: a.example\r\nCook")],
        [0, 10],
      ]).facts,
    ).toMatchObject({ service: "http", host: "a.example" });
    expect(
      stream([
        [0, bytes("GET / HTTP/1.1\r\nHo")],
        [0, 10],
        [0, bytes("Host: b.example\r\n\r\n")],
      ]).facts,
    ).toMatchObject({ service: "http", host: null });
  });
  test("a gap while the protocol is still open ends the search with what is there", () => {
    expect(
      stream([
        [0, bytes("PRI * HTT")],
        [0, 3],
        [0, hello],
      ]).facts,
    ).toMatchObject({ service: null, sni: null });
  });
});

test("a long line in one-byte pieces is searched once", () => {
  const line = bytes("GET /", new Uint8Array(60_000).fill(0x61), " HTTP/1.1\r\nHost: long.example\r\n\r\n");
  expect(stream([[0, line]], (length) => Array(length).fill(1)).facts.host).toBe("long.example");
});
