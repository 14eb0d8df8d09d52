import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GateService } from "../../src/gate/types.ts";
import { answerQuestion, MAX_REPLY_GROWTH_BYTES } from "../../src/names/answer-question.ts";
import { ask, parts, question, state } from "./messages.ts";

function answered(message: Uint8Array, gate = state()) {
  const { reply, ...said } = answerQuestion(message, gate);
  if (reply === null) throw new Error("no reply");
  return { ...said, ...parts(reply), reply };
}

describe("the gateway's DNS", () => {
  it("gives the synthetic address of an open service, for ten seconds", () => {
    const { name, type, typeName, answer, address, ttls, counts, flags } = answered(ask("fly.example.org"));
    expect({ name, type, typeName, answer }).toEqual({ name: "fly.example.org", type: 1, typeName: "A", answer: "address" });
    expect({ address, ttls, counts }).toEqual({ address: "198.18.0.1", ttls: [10], counts: [1, 1, 0, 0] });
    expect(flags.toString(16)).toBe("8580");
  });

  it("gives a portal's address", () => {
    expect(answered(ask("probe.example.net")).address).toBe("198.18.0.3");
  });

  it.each([
    [28, "AAAA"],
    [65, "HTTPS"],
    [64, "SVCB"],
    [16, "TXT"],
    [255, "ANY"],
    [252, "AXFR"],
    [41, "OPT"],
    [61234, "TYPE61234"],
  ])("says that an open service has no record of type %i (%s)", (type, typeName) => {
    const said = answered(ask("fly.example.org", { type }));
    expect(said).toMatchObject({ typeName, answer: "empty", rcode: 0, counts: [1, 0, 1, 0], address: null, ttls: [10] });
  });

  it.each([
    "upload.example.org",
    "www.fly.example.org",
    "example.org",
    "org",
    "xfly.example.org",
    "fly.example.org.evil.example",
    "MYDJIFLIGHT.example.com",
    "aGVsbG8gd29ybGQ.t.example",
    "1.0.18.198.in-addr.arpa",
  ])("says that there is no %s", (name) => {
    for (const type of [1, 28, 65, 16, 12]) {
      const said = answered(ask(name, { type }));
      expect(said).toMatchObject({ answer: "noSuchName", rcode: 3, counts: [1, 0, 1, 0], address: null, ttls: [10] });
    }
  });

  it("says that there is no root", () => {
    expect(answered(question({ labels: [] }))).toMatchObject({ name: ".", rcode: 3 });
  });

  it.each(["use-application-dns.net", "resolver.arpa", "_dns.resolver.arpa", "Use-Application-DNS.net"])(
    "says that there is no %s even if a policy names it",
    (name) => {
      const service = { ...state().services[0], name: name.toLowerCase(), syntheticIp: "198.18.0.9" };
      const gate = state(service as Parameters<typeof state>[0]);
      for (const type of [1, 28, 64]) expect(answered(ask(name, { type }), gate)).toMatchObject({ rcode: 3, address: null });
    },
  );

  it("compares names without letter case, and gives the question back as it was asked", () => {
    const message = ask("FlY.eXaMpLe.oRg", { id: 0xbeef });
    const said = answered(message);
    expect(said).toMatchObject({ id: 0xbeef, name: "fly.example.org", address: "198.18.0.1" });
    expect(said.question).toEqual(message.slice(12));
  });

  it("does not take a dot inside a label for a dot between labels", () => {
    const said = answered(question({ labels: ["fly.example", "org"] }));
    expect(said).toMatchObject({ name: "fly\\.example.org", rcode: 3, address: null });
  });

  it("writes what is no host name like a zone file", () => {
    expect(answered(question({ labels: [Uint8Array.of(0, 0x20, 0x41, 0xff, 0x5c, 0x22), "b@"] })).name).toBe(
      '\\000\\032a\\255\\\\\\".b\\@',
    );
  });

  it("gives an OPT record back without its options (no client subnet), and keeps the wish for signatures", () => {
    const clientSubnet = [0, 8, 0, 7, 0, 1, 24, 0, 203, 0, 113];
    const { reply, counts } = answered(ask("fly.example.org", { edns: { size: 4096, flags: 0x8000, options: clientSubnet } }));
    expect(counts).toEqual([1, 1, 0, 1]);
    expect([...reply.slice(-11)]).toEqual([0, 0, 41, 1232 >> 8, 1232 & 255, 0, 0, 0x80, 0, 0, 0]);
    expect(Buffer.from(reply).includes(Buffer.from([203, 0, 113]))).toBe(false);
  });

  it("refuses another EDNS version", () => {
    const said = answered(ask("fly.example.org", { edns: { version: 1 } }));
    expect(said).toMatchObject({ answer: "refused", rcode: 0, counts: [1, 0, 0, 1] });
    expect(said.reply.at(-6)).toBe(1);
  });

  it.each([3, 4, 254, 255, 0])("refuses class %i", (asked) => {
    expect(answered(ask("fly.example.org", { class: asked }))).toMatchObject({ answer: "refused", rcode: 5, address: null });
  });

  it.each([1, 2, 4, 5, 6, 15])("does not know opcode %i", (opcode) => {
    expect(answered(ask("fly.example.org", { flags: opcode << 11 }))).toMatchObject({ answer: "refused", rcode: 4, counts: [0, 0, 0, 0] });
  });

  it("never answers a reply", () => {
    expect(answerQuestion(ask("fly.example.org", { flags: 0x8180 }), state())).toMatchObject({ reply: null, answer: "refused" });
  });

  it("keeps recursion desired and checking disabled as asked, and claims nothing was verified", () => {
    expect(answered(ask("fly.example.org", { flags: 0x0130 })).flags.toString(16)).toBe("8590");
    expect(answered(ask("fly.example.org", { flags: 0x0000 })).flags.toString(16)).toBe("8480");
  });

  const good = ask("fly.example.org");
  const changed = (change: (bytes: number[]) => void): Uint8Array => {
    const bytes = [...good];
    change(bytes);
    return Uint8Array.from(bytes);
  };
  it.each([
    ["no question", changed((bytes) => (bytes[5] = 0))],
    ["two questions", changed((bytes) => (bytes[5] = 2))],
    ["an answer in the question", changed((bytes) => (bytes[7] = 1))],
    ["two additional records", changed((bytes) => (bytes[11] = 2))],
    ["an additional record that is missing", changed((bytes) => (bytes[11] = 1))],
    ["bytes after the question", Uint8Array.from([...good, 0])],
    ["a compressed name", changed((bytes) => bytes.splice(12, 17, 0xc0, 0x0c))],
    ["a pointer after a label", changed((bytes) => bytes.splice(16, 13, 0xc0, 0x0c))],
    ["a label of 64 bytes", question({ labels: ["a".repeat(64), "org"] })],
    ["a name of 256 bytes", question({ labels: [...Array(3).fill("a".repeat(63)), "a".repeat(62)] })],
    ["a name without an end", good.slice(0, 28)],
    ["no class", good.slice(0, -2)],
    ["another record than OPT", changed((bytes) => bytes.splice(11, 1, 1) && bytes.push(0, 0, 250, 0, 255, 0, 0, 0, 0, 0, 0))],
    [
      "an OPT record that is longer than the message",
      changed((bytes) => bytes.splice(11, 1, 1) && bytes.push(0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 9)),
    ],
  ])("calls %s malformed", (_what, message) => {
    expect(answered(message)).toMatchObject({ answer: "malformed", name: null, type: null, rcode: 1, counts: [0, 0, 0, 0] });
  });

  it("answers a name of 255 bytes", () => {
    const long = question({ labels: [...Array(3).fill("a".repeat(63)), "a".repeat(61)], edns: {} });
    expect(long.length).toBe(12 + 255 + 4 + 11);
    expect(answered(long)).toMatchObject({ rcode: 3, counts: [1, 0, 1, 1] });
    expect(answered(long).reply.length).toBeLessThanOrEqual(512);
  });

  it("lets the first of two entries of a name decide, open or not", () => {
    const [first, closed] = state().services as [GateService, GateService];
    const twice = state({ ...first, syntheticIp: "198.19.0.1" }, { ...closed, syntheticIp: "198.19.0.2", isOpen: true });
    expect(answered(ask(first.name), twice).address).toBe(first.syntheticIp);
    expect(answered(ask(closed.name), twice)).toMatchObject({ rcode: 3, address: null });
  });

  it("obeys the state it is given, and only that", () => {
    const closed = { ...state(), services: state().services.map((service) => ({ ...service, isOpen: false })) };
    expect(answered(ask("fly.example.org"), closed).rcode).toBe(3);
    expect(answered(ask("fly.example.org"), { ...closed, services: [] }).rcode).toBe(3);
    expect(answered(ask("fly.example.org")).rcode).toBe(0);
  });
});

describe("any bytes", () => {
  const gate = state();
  const open = new Set(gate.services.filter(({ isOpen }) => isOpen).map(({ syntheticIp }) => syntheticIp));

  function check(message: Uint8Array): void {
    const { reply, name, type, typeName, answer } = answerQuestion(message, gate);
    expect([name === null, type === null, typeName === null]).toEqual(Array(3).fill(name === null));
    if (reply === null) return;
    expect(reply.length).toBeLessThanOrEqual(Math.min(512, message.length + MAX_REPLY_GROWTH_BYTES));
    const { id, flags, address } = parts(reply);
    expect(id).toBe(((message[0] as number) << 8) | (message[1] as number));
    // A response, never truncated, never "verified".
    expect(flags & 0x8220).toBe(0x8000);
    expect(answer === "address").toBe(address !== null);
    if (address !== null) expect(open).toContain(address);
  }

  it("never throw, never open, never make more of them", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), check), { numRuns: 2000 });
  });

  it("nor do questions with any labels, types and records", () => {
    const label = fc.oneof(fc.uint8Array({ maxLength: 70 }), fc.constantFrom("fly", "example", "org", "FLY", "probe", "net", ""));
    const anything = fc.record({
      id: fc.nat(65_535),
      flags: fc.oneof(fc.constant(0x0100), fc.nat(65_535)),
      labels: fc.array(label, { maxLength: 6 }),
      type: fc.oneof(fc.constantFrom(1, 28, 65), fc.nat(65_535)),
      class: fc.oneof(fc.constant(1), fc.nat(65_535)),
    });
    fc.assert(
      fc.property(anything, fc.option(fc.record({ size: fc.nat(65_535), version: fc.nat(1) })), (asked, edns) =>
        check(question(edns === null ? asked : { ...asked, edns })),
      ),
      { numRuns: 2000 },
    );
  });

  it("nor do good questions with bytes changed, cut or added", () => {
    const good = [ask("fly.example.org", { edns: {} }), ask("fly.example.org"), ask("upload.example.org", { type: 65 })];
    const change = fc.record({ at: fc.nat(60), to: fc.nat(255) });
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.array(change, { maxLength: 3 }), fc.nat(80), (message, changes, length) => {
        const bytes = new Uint8Array(length);
        bytes.set(message.subarray(0, length));
        for (const { at, to } of changes) if (at < length) bytes[at] = to;
        check(bytes);
      }),
      { numRuns: 3000 },
    );
  });
});
