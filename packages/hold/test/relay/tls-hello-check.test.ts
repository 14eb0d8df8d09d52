import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHelloCheck, type HelloCheck } from "../../src/index.ts";
import { FOLLOWED_BYTES, MAX_HELLO_BYTES } from "../../src/relay/tls-hello-check.ts";
import { hello, helloMessage, joined, records, serverNames } from "./hello-bytes.ts";

const name = "flysafe-api.example";

/** The bytes in pieces of these sizes, again and again; stops at the end of the check. */
function fed(bytes: Uint8Array, sizes: readonly number[] = [bytes.length], wanted = name) {
  const check = createHelloCheck(443, wanted);
  let end = null;
  let passed = 0;
  for (let at = 0, turn = 0; at < bytes.length && end === null; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    end = check.push(bytes.subarray(at, at + size));
    at += size;
    expect(check.passBytes).toBeGreaterThanOrEqual(passed);
    expect(check.passBytes).toBeLessThanOrEqual(Math.min(at, bytes.length));
    passed = check.passBytes;
  }
  return seen(check, end);
}
const seen = (check: HelloCheck, end: string | null) => ({ end, name: check.name, passBytes: check.passBytes, isSettled: check.isSettled });
const data = (length: number) => records(new Uint8Array(length).fill(0xaa), { type: 23 });
/** A warning that servers pass over in the clear: user_canceled. */
const alert = Uint8Array.of(21, 3, 3, 0, 2, 1, 90);
const changeCipherSpec = Uint8Array.of(20, 3, 3, 0, 1, 1);

describe("a hello", () => {
  test("of the name passes to its last byte", () => {
    const bytes = hello(name);
    expect(fed(bytes)).toEqual({ end: null, name, passBytes: bytes.length, isSettled: false });
  });

  test("one byte at a time, in every cut, in records of one byte", () => {
    const bytes = hello(name);
    const whole = fed(bytes);
    expect(fed(bytes, [1])).toEqual(whole);
    for (let cut = 1; cut < bytes.length; cut++) expect(fed(bytes, [cut, bytes.length])).toEqual(whole);
    const small = records(helloMessage({ names: [name] }), { size: 1 });
    expect(fed(small, [1])).toMatchObject({ end: null, name, passBytes: small.length });
    expect(fed(small.subarray(0, -1))).toMatchObject({ end: null, name: null, passBytes: 0 });
  });

  test("in capitals is the same name; with a final dot, or longer, it is another", () => {
    expect(fed(hello(name.toUpperCase()))).toMatchObject({ end: null, name });
    expect(fed(hello(`${name}.`))).toMatchObject({ end: "wrong-name", name: `${name}.` });
    expect(fed(hello(`x.${name}`))).toMatchObject({ end: "wrong-name" });
    expect(fed(hello("evil.example"))).toMatchObject({ end: "wrong-name", name: "evil.example", passBytes: 0 });
  });

  test("without a name, or without extensions", () => {
    expect(fed(records(helloMessage({})))).toMatchObject({ end: "no-name", name: null });
    const bare = Uint8Array.from([1, 0, 0, 41, 3, 1, ...new Array<number>(32).fill(1), 0, 0, 2, 0, 47, 1, 0]);
    expect(fed(records(bare))).toMatchObject({ end: "no-name" });
  });

  test.each([0xfe0d, 0xfe09, 0xff02, 0xffce])(
    "with an encrypted inner hello (%i), GREASE included, is refused though its outer name is right",
    (type) => {
      const encrypted = Uint8Array.from([0, 0, 1, 0, 1, 9, 0, 0, 0, 0]);
      expect(fed(hello(name, { extensions: [[type, encrypted]] }))).toMatchObject({ end: "ech", name });
      expect(fed(hello("evil.example", { extensions: [[type, encrypted]] }))).toMatchObject({ end: "ech" });
    },
  );

  test("that two readers could read in two ways is refused", () => {
    const bad = (bytes: Uint8Array) => expect(fed(bytes)).toMatchObject({ end: "not-tls", passBytes: 0 });
    bad(hello(name, { names: [name, "evil.example"] }));
    bad(hello(name, { extensions: [[0, serverNames(["evil.example"])]] }));
    bad(hello(name, { extensions: [[43, Uint8Array.of(2, 3, 3)]] }));
    bad(hello(name, { session: 33 }));
    bad(hello("flysafe\u0000.example"));
    bad(hello(""));
    // Another message behind the hello in the same record.
    const message = helloMessage({ names: [name] });
    bad(records(joined(message, message)));
    bad(records(joined(message, Uint8Array.of(0))));
    // A length that says more or less than there is.
    for (const delta of [-1, 1]) {
      const off = Uint8Array.from(message);
      off[3] = (off[3] ?? 0) + delta;
      const end = fed(joined(records(off), data(1))).end;
      expect(end).toBe("not-tls");
    }
  });

  test("that is none: SSL 2.0, HTTP, alerts, data, empty records, another version", () => {
    for (const bytes of [
      Uint8Array.of(0x80, 0x2e, 1, 3, 1, 0, 0x15),
      Buffer.from("GET / HTTP/1.1\r\n\r\n"),
      Uint8Array.of(21, 3, 1, 0, 2, 1, 0),
      data(4),
      Uint8Array.of(22, 3, 1, 0, 0),
      Uint8Array.of(22, 2, 1, 0, 5),
      Uint8Array.of(22, 3, 9, 0, 5),
      Uint8Array.of(22, 3, 1, 0x40, 1),
      records(Uint8Array.of(2, 0, 0, 4, 1, 2, 3, 4)),
      Buffer.from("SSH-2.0-x\r\n"),
    ]) {
      expect(fed(bytes)).toMatchObject({ end: "not-tls", passBytes: 0 });
      expect(fed(bytes, [1])).toMatchObject({ end: "not-tls", passBytes: 0 });
    }
  });

  test("with another record inside it", () => {
    const message = helloMessage({ names: [name] });
    const cut = joined(records(message.subarray(0, 50)), changeCipherSpec, records(message.subarray(50)));
    expect(fed(cut)).toMatchObject({ end: "not-tls" });
  });

  test("without end is refused at the bound, in large records and in small", () => {
    const endless = new Uint8Array(2 * MAX_HELLO_BYTES);
    endless.set([1, 0, 0x7f, 0xf0]);
    expect(fed(records(endless))).toMatchObject({ end: "not-tls" });
    expect(fed(records(endless, { size: 1 }))).toMatchObject({ end: "not-tls" });
    expect(fed(records(Uint8Array.of(1, 1, 0, 0)))).toMatchObject({ end: "not-tls" });
  });
});

describe("behind the hello", () => {
  const first = hello(name);
  test("TLS 1.2: the next handshake message ends the search", () => {
    const exchange = records(Uint8Array.from([16, 0, 0, 2, 1, 2]));
    const bytes = joined(first, exchange, Buffer.from("anything"));
    expect(fed(bytes, [7])).toEqual({ end: null, name, passBytes: bytes.length, isSettled: true });
  });

  test("a second hello with the same name passes, with another it does not, whatever stands between", () => {
    for (const between of [
      new Uint8Array(0),
      changeCipherSpec,
      alert,
      joined(alert, changeCipherSpec, alert),
      data(1000),
      joined(data(16_000), changeCipherSpec),
    ]) {
      for (const sizes of [[1_000_000], [1], [3, 11]]) {
        const same = joined(first, between, hello(name), data(5));
        expect(fed(same, sizes)).toMatchObject({ end: null, passBytes: same.length, isSettled: true });
        const other = joined(first, between, hello("evil.example"));
        expect(fed(other, sizes)).toMatchObject({ end: "wrong-name", name: "evil.example", passBytes: first.length + between.length });
        const split = joined(first, between, records(helloMessage({ names: ["evil.example"] }), { size: 1 }));
        expect(fed(split, sizes)).toMatchObject({ end: "wrong-name", passBytes: first.length + between.length });
      }
    }
  });

  test("a protected record that begins like a hello is none", () => {
    const finished = records(Uint8Array.from([1, 0x5c, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), { minor: 3 });
    const bytes = joined(first, changeCipherSpec, finished);
    expect(fed(bytes, [1])).toMatchObject({ end: null, passBytes: bytes.length, isSettled: true });
  });

  test("the search has an end, and what is no TLS is refused before it", () => {
    const much = joined(first, ...Array.from({ length: Math.ceil(FOLLOWED_BYTES / 16_000) + 1 }, () => data(16_000)));
    expect(fed(much, [1400])).toMatchObject({ end: null, passBytes: much.length, isSettled: true });
    expect(fed(joined(first, Buffer.from("GET / HTTP/1.1\r\n")))).toMatchObject({ end: "not-tls", passBytes: first.length });
    expect(fed(joined(first, data(0), data(3)))).toMatchObject({ end: null, isSettled: false });
  });
});

describe("properties", () => {
  const bytes = fc.uint8Array({ maxLength: 600 });
  const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 });
  test("any bytes: never an error, never passed without the name", () => {
    fc.assert(
      fc.property(bytes, sizes, (tail, cut) => {
        const result = fed(Uint8Array.from([22, 3, 1, ...tail]), cut);
        if (result.passBytes > 0) expect(result.name).toBe(name);
        expect(fed(tail, cut).passBytes).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("a flipped bit: refused, or the name is still the name; cuts change nothing", () => {
    const good = joined(hello(name), changeCipherSpec, hello(name));
    fc.assert(
      fc.property(fc.nat(good.length * 8 - 1), sizes, (bit, cut) => {
        const flipped = Uint8Array.from(good);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const whole = fed(flipped);
        const parts = fed(flipped, cut);
        expect({ ...parts }).toEqual(whole);
        if (whole.end === null && whole.passBytes > 0) expect(whole.name).toBe(name);
        // The first hello passes whole or not at all.
        if (whole.passBytes > 0) expect(whole.passBytes).toBeGreaterThanOrEqual(hello(name).length);
      }),
      { numRuns: 300 },
    );
  });
});
