import { concatBytes } from "@creance/capture";
import { nodePlatform as platform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkProof, type GateLine, type ProofVerdict, type RelayLine } from "../../src/index.ts";
import { FROM_US, filesOf, hashed, localDataProof, type SyntheticProof, UNTIL_US, wholeProof } from "./synthetic-proof.ts";
import { ipv4, ipv6, tcp, udp } from "./wire.ts";

const check = (proof: SyntheticProof, pieceBytes?: number): Promise<ProofVerdict> =>
  checkProof(filesOf(proof.files(), pieceBytes), platform);
const codes = ({ failures }: ProofVerdict): string[] => [...new Set(failures.map(({ code }) => code))];

describe("a proof that holds", () => {
  test("says what was tried and what was carried", async () => {
    const verdict = await check(wholeProof());
    expect(verdict.failures).toEqual([]);
    expect(verdict.ok).toBe(true);
    expect(verdict.sentence).toBe(
      "LAN tried 22 (14 refused questions for names, 6 refused packets to 4 targets, 2 connections), WAN carried only these: " +
        "control.example.org (1 connection, 517 bytes out, 3,000 in); activation.example.com (1 connection, 600 bytes out, 3,000 in); " +
        "questions to the resolver 192.0.2.53 (37 bytes out, 53 in): from 2026-03-14T09:00:00.000Z until 2026-03-14T09:10:00.000Z, at this gateway.",
    );
    expect(verdict.carried.map(({ what, target }) => `${what} ${target}`)).toEqual([
      "control control.example.org",
      "relay activation.example.com",
      "resolver 192.0.2.53",
      "arp address questions (ARP)",
    ]);
    const { fate, packets } = verdict.tried.find(({ target }) => target === "upload.example.net A") ?? {};
    expect([fate, packets]).toEqual(["refused", 14]);
    expect(verdict.tried.find(({ target }) => target === "198.51.100.7:19000 tcp")?.packets).toBe(3);
    expect(verdict.tried.find(({ counter }) => counter === "lanLocal")?.fate).toBe("local");
    expect(verdict.limits.join(" ")).toMatch(/cellular.*fronting.*No flight was handed in/);
    expect(verdict.checked.length).toBeGreaterThan(10);
  });
  test("in local data mode nothing is carried", async () => {
    const verdict = await check(localDataProof());
    expect(verdict.failures).toEqual([]);
    expect(verdict.sentence).toBe(
      "LAN tried 80 (40 refused questions for names, 40 refused packets to 1 target), WAN carried 0: " +
        "from 2026-03-14T09:00:00.000Z until 2026-03-14T09:10:00.000Z, at this gateway.",
    );
    expect(verdict.carried).toEqual([]);
    expect(verdict.limits.join(" ")).toContain("There is no positive control");
  });
  test("is the same however the files come in pieces", async () => {
    expect(await check(wholeProof(), 1)).toEqual(await check(wholeProof(), 1_000_000));
  });
  test("packets at a mark may count on either side of it", async () => {
    const proof = wholeProof();
    const packet = ipv4(17, udp(1, 2, new Uint8Array(4)), { from: "10.77.0.2", to: "192.0.2.9" });
    proof.fromDevice(FROM_US + 20_000, packet, "lanDenied");
    proof.settle();
    expect((await check(proof)).failures).toEqual([]);
    proof.counted.lanDenied.packets -= 1;
    proof.counted.lanDenied.bytes -= packet.byteLength;
    expect((await check(proof)).failures).toEqual([]);
    proof.counted.lanDenied.packets -= 1;
    expect(codes(await check(proof))).toContain("counter-sum");
  });
  test("a large packet that the card cut counts once; more than such parts do not", async () => {
    const proof = wholeProof();
    proof.connection(second(250), "control.example.org", { up: 1400 });
    // Its bytes go out in pieces of 500, those of the two connections before it, too: four pieces begin where the one before them ended.
    proof.counted.wanRelay.packets -= 4;
    proof.counted.wanRelay.bytes -= 4 * 40;
    expect((await check(proof.settle())).failures).toEqual([]);
    proof.counted.wanRelay.packets -= 1;
    proof.counted.wanRelay.bytes -= 40;
    expect(codes(await check(proof))).toContain("counter-sum");
  });
  test("an option that a kernel knows or not: all such packets count, or none", async () => {
    for (const taken of [0, 3, 1]) {
      const proof = wholeProof();
      for (let i = 0; i < 3; i++) {
        // Hop-by-hop: CALIPSO of 10 bytes, then two that fill.
        const options = Uint8Array.of(17, 1, 7, 10, 0, 0, 0, 0, 0, 0, 0, 0, i, 1, 1, 1);
        options.set([0, 0], 14);
        const packet = ipv6(0, concatBytes([options, udp(1, 2, new Uint8Array(4))]), "fd77::2", "fd99::10");
        if (i < taken) proof.fromDevice(second(200 + i), packet, "lanDenied");
        else proof.fromDevice(second(200 + i), packet, null);
      }
      expect([taken, (await check(proof.settle())).ok]).toEqual([taken, taken !== 1]);
    }
  });
  test("the kernel's own copy of what the gateway sends to everybody counts, and no capture shows it", async () => {
    for (const isCopied of [true, false]) {
      const proof = wholeProof();
      const offer = ipv4(17, udp(67, 68, new Uint8Array(300)), { from: "10.77.0.1", to: "255.255.255.255" });
      proof.toEverybody(second(210), offer);
      // The card fills in the check sum behind the copy.
      const copy = offer.slice();
      copy.set([1, 2], 26);
      if (isCopied) {
        proof.count("lanLocal", copy.byteLength);
        proof.log(second(210), "lanLocal", copy);
      }
      expect((await check(proof.settle())).failures).toEqual([]);
    }
  });
  test("a connection that is still open is bounded by the line of the mark", async () => {
    const proof = wholeProof();
    const line = proof.connection(UNTIL_US - 6000, "control.example.org", { up: 900 });
    proof.change(line, { end: "open", endUs: UNTIL_US, upBytes: 900, upstreamBytes: 0, downBytes: 0 });
    expect((await check(proof.settle())).failures).toEqual([]);
  });
  test("a service that did not answer is no byte that went out", async () => {
    const proof = wholeProof();
    const line = proof.relay[0] as RelayLine;
    proof.change(line, { triedIps: ["203.0.113.77"] });
    const syn = ipv4(6, tcp(51_000, 443, new Uint8Array(0), { seq: 1, ack: 0, flags: 2 }), { from: "10.99.0.1", to: "203.0.113.77" });
    proof.toOutside(FROM_US + 12e6, syn, "wanRelay");
    expect((await check(proof.settle())).failures).toEqual([]);
  });
});

const from = "10.99.0.1";
/** SHA-256 of one byte, 0. */
const ONE_ZERO = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
const aName = "activation.example.com";
const second = (count: number): number => FROM_US + count * 1e6;

/** What is spoilt, and the reason that must be told. Each starts from a proof that holds. */
const spoilt: readonly (readonly [what: string, code: string, spoil: (proof: SyntheticProof) => void])[] = [
  ["a file is gone", "file-missing", (p) => p.spoil.push((files) => files.delete("names.jsonl"))],
  ["a capture is gone", "document-invalid", (p) => p.spoil.push((files) => files.delete("wan-000001.pcap"))],
  ["a file is there that nobody speaks of", "file-unexpected", (p) => p.spoil.push((files) => files.set("extra.txt", new Uint8Array(3)))],
  ["proof.json is no JSON", "document-invalid", (p) => p.spoil.push((files) => files.set("proof.json", new Uint8Array(3)))],
  ["its format is another", "document-invalid", (p) => (p.document = { format: "creance-proof/9" as "creance-proof/1" })],
  ["its window is another", "document-invalid", (p) => (p.document = { untilUs: second(300) })],
  ["other rules were in force", "rules-hash", (p) => (p.document = { rulesSha256: "00".repeat(32) })],
  ["rules that let more out", "rules-differ", (p) => (p.rules = p.rules.replace("th dport 53", "th dport { 53, 5353 }"))],
  ["rules of another relay", "rules-differ", (p) => (p.document = { machine: { accounts: { "creance-relay": 971 } } })],
  ["the kernel held other rules for a while", "listing-differ", (p) => p.gate.push({ ...count(p, second(200)), listingSha256: "cd".repeat(32) })],
  ["the kernel's list is not the one of the log", "listing-differ", (p) => p.spoil.push((files) => files.set("listing.jsonl", new Uint8Array(3)))],
  ["the kernel listed a way out that no policy opens", "listing-differ", (p) => (p.listing = p.listing.replace(/("hook":"output".*"policy":)"drop"/, '$1"accept"'))],
  ["the kernel listed no rules", "listing-differ", (p) => (p.listing = "")],
  ["routing was on for a while", "forwarding-on", (p) => p.gate.push({ ...count(p, second(200)), forwarding: true })],
  ["a packet was to be routed", "forwarding-on", (p) => p.count("forwardDenied", 40)],
  ["something drifted", "drift", (p) => p.gate.push({ kind: "drift", timeUs: second(5), code: "x", sentence: "A rule was gone." })],
  ["the policy changed, and its hash is not of its text", "policy-changed", (p) => p.gate.push({ kind: "policy", timeUs: second(5), policySha256: "00".repeat(32), text: p.policyText })],
  ["another policy than at the start", "policy-changed", (p) => (p.document = { policySha256: "00".repeat(32) })],
  ["the outside capture lost a packet", "capture-loss", (p) => (p.dropped.wan = 1)],
  ["nobody knows what was lost", "capture-loss", (p) => (p.dropped.denied = null)],
  ["a packet is not whole", "capture-loss", (p) => p.spoil.push((files) => cutPacket(files, "lan-000001.pcap"))],
  ["a capture is cut", "capture-invalid", (p) => p.spoil.push((files) => files.set("lan-000001.pcap", bytesOf(files, "lan-000001.pcap").subarray(0, -3)))],
  ["a local packet is missing", "counter-sum", (p) => p.captures.lan.splice(0, 1)],
  ["a local packet is missing, by the card", "link-counts", (p) => p.captures.lan.splice(0, 1)],
  ["a local packet is missing, by the recorder", "capture-gap", (p) => p.captures.lan.splice(0, 1)],
  ["an outside packet is missing", "link-counts", (p) => p.captures.wan.splice(5, 1)],
  ["a local packet is one byte longer", "counter-sum", (p) => (p.counted.lanDenied.bytes += 1)],
  ["a packet went out that nothing accounts for", "wan-unaccounted", (p) => p.toOutside(second(30), ipv4(17, udp(9, 9999, new Uint8Array(1)), { from, to: "198.51.100.1" }), null)],
  ["a connection went out past the relay", "wan-unaccounted", (p) => p.toOutside(second(30), ipv4(6, tcp(9, 443, new Uint8Array(1), { seq: 9, ack: 1, flags: 24 }), { from, to: "198.51.100.1" }), "wanRelay")],
  ["the relay answered a forged sender outside", "wan-unaccounted", (p) => p.toOutside(second(30), ipv4(6, tcp(443, 53, new Uint8Array(0), { seq: 9, ack: 1, flags: 18 }), { from: "198.18.0.1", to: "192.0.2.53" }), "wanResolver")],
  ["the gateway answered a connection from outside", "wan-unaccounted", (p) => p.toOutside(second(30), ipv4(6, tcp(443, 53, new Uint8Array(0), { seq: 9, ack: 1, flags: 18 }), { from, to: "192.0.2.53" }), "wanResolver")],
  ["the first packet of a connection went out more often than the rules let out", "counter-sum", (p) => p.captures.wan.push(...new Array(3).fill(p.captures.wan.find(({ bytes }) => bytes[8] === 0x57 && bytes[23] === 6)))],
  ["an echo request went out", "wan-unaccounted", (p) => p.toOutside(second(30), ipv4(1, new Uint8Array(64), { from, to: "198.51.100.1" }), null)],
  ["IPv6 went out", "wan-unaccounted", (p) => p.toOutside(second(30), ipv6(17, udp(1, 2, new Uint8Array(1)), "fe80::1", "ff02::2"), null, 0x86dd)],
  ["the resolver was asked for a name that was not open", "wan-unaccounted", (p) => p.resolve(second(30), "data.tunnel.example.net")],
  ["bytes behind a packet", "wan-unaccounted", (p) => (p.captures.wan[2] = { ...(p.captures.wan[2] as Frame), bytes: longer(p.captures.wan[2] as Frame) })],
  ["the log tells a byte less than went out", "wan-bytes", (p) => changeFirst(p, ({ upBytes }) => ({ upBytes: upBytes - 1 }))],
  ["the log tells a byte more", "wan-bytes", (p) => changeFirst(p, ({ upBytes, clientBytes }) => ({ upBytes: upBytes + 1, clientBytes: clientBytes + 1 }))],
  ["the device's bytes are others", "lan-bytes", (p) => changeFirst(p, ({ clientBytes }) => ({ clientBytes: clientBytes + 9 }))],
  ["a connection to a name that was never open", "relay-without-policy", (p) => changeFirst(p, () => ({ name: "evil.example" }))],
  ["the line of a connection is of long before", "relay-times", (p) => changeFirst(p, () => ({ startUs: FROM_US - 40e6, endUs: FROM_US - 30e6 }))],
  ["the line of a connection is of later", "relay-times", (p) => changeFirst(p, () => ({ startUs: second(300), endUs: second(301) }))],
  ["a connection ended before it began", "relay-times", (p) => changeFirst(p, ({ startUs }) => ({ endUs: startUs - 2e6 }))],
  ["the line of a connection's end is gone, that of an earlier mark is left", "relay-times", (p) => changeFirst(p, ({ startUs }) => ({ end: "open", endUs: startUs + 1000, upBytes: 0, upstreamBytes: 0, downBytes: 0 }))],
  ["more than an opening's limit, in a connection that ended late", "over-limit", (p) => { const line = p.connection(second(300), aName, { up: 500 }); p.change(line, { endUs: second(599) }); }],
  ["more than a day's limit, in a connection that ended late", "over-limit", (p) => { const line = p.connection(second(300), "control.example.org", { up: 1900 }); p.change(line, { endUs: second(90_000) }); }],
  ["a connection before the opening", "relay-without-policy", (p) => p.connection(second(90), aName, { up: 5 })],
  ["a connection after the closing", "relay-without-policy", (p) => p.connection(second(402), aName, { up: 5 })],
  ["an opening that the policy has not", "relay-without-policy", (p) => p.gate.push({ kind: "opened", timeUs: second(3), name: "evil.example", forUs: 1, by: "x", reason: "y" })],
  ["more than an opening's limit", "over-limit", (p) => p.connection(second(300), aName, { up: 500 })],
  ["more than a day's limit", "over-limit", (p) => p.connection(second(300), "control.example.org", { up: 1900 })],
  ["a name was answered that was not open", "names-answer", (p) => p.question(second(450), aName, "address")],
  ["a name was answered that was not open, and the log says nothing", "names-answer", (p) => { p.question(second(450), aName, "address"); p.names.pop(); }],
  ["an answer stands in no log", "names-missing", (p) => p.names.splice(3, 1)],
  ["the time was told and stands in no log", "names-missing", (p) => p.toDevice(second(70), ipv4(17, udp(123, 123, new Uint8Array(48)), { from: "10.77.0.1", to: "10.77.0.2" }))],
  ["a refused packet was not logged", "denied-missing", (p) => p.captures.denied.splice(0, 1)],
  ["a logged packet was never seen", "denied-missing", (p) => p.log(second(40), "lanDenied", ipv4(17, udp(1, 2, new Uint8Array(3)), { from: "10.77.0.2", to: "192.0.2.1" }))],
  ["the gateway's own refused packet was not logged", "denied-missing", (p) => p.count("outDenied", 60)],
  ["the control was not asked for", "control-missing", (p) => changeFirst(p, () => ({ name: aName }))],
  ["the proof names no control", "control-missing", (p) => (p.document = { control: null })],
  ["the control's bytes differ", "control-differs", (p) => changeFirst(p, ({ clientBytes }) => ({ clientBytes: clientBytes + 1, port: 80 }))],
  ["the clock jumped", "clock-jump", (p) => p.gate.push({ kind: "clock", timeUs: second(9), jumpUs: 3.6e9 })],
  ["the clock jumped and nobody said so", "clock-jump", (p) => (p.changeMark = (line) => ({ ...line, elapsedUs: line.mark === "until" ? line.elapsedUs + 5e6 : line.elapsedUs }))],
  ["the gateway was started anew", "restarted", (p) => p.gate.push({ kind: "ended", timeUs: second(9), why: "ended" })],
  ["a log has a line of something else", "log-invalid", (p) => p.gate.push({ kind: "rumour", timeUs: second(9) } as never)],
  ["a log is cut", "log-invalid", (p) => p.spoil.push((files) => files.set("relay.jsonl", bytesOf(files, "relay.jsonl").subarray(0, -1)))],
  ["the flight was flown on another day", "flight-outside", (p) => { p.document = { flight: { file: "flight.txt", sha256: ONE_ZERO, startUs: 0, endUs: 1 } }; p.spoil.push((files) => files.set("flight.txt", new Uint8Array(1))); }],
  ["the flight is another", "file-hash", (p) => { p.document = { flight: { file: "flight.txt", sha256: ONE_ZERO, startUs: second(1), endUs: second(9) } }; p.spoil.push((files) => files.set("flight.txt", new Uint8Array(2))); }],
  ["a byte that the device sent is another outside", "bytes-differ", (p) => { const frame = p.captures.wan.find(({ bytes }) => bytes.byteLength === 554) as Frame; frame.bytes[553] = 1; }],
  ["reading the counters took too long", "counter-sum", (p) => (p.changeMark = (line) => ({ ...line, tookUs: 6e6 }))],
]; // biome-ignore format: a table

describe("a proof that does not hold", () => {
  for (const [what, code, spoil] of spoilt) {
    test(`${code}: ${what}`, async () => {
      const proof = wholeProof();
      const isMissing = /missing|was not logged/.test(what);
      spoil(proof);
      if (!isMissing) proof.settle();
      const verdict = await check(proof);
      expect(codes(verdict)).toContain(code);
      expect(verdict.ok).toBe(false);
      expect(verdict.sentence).toMatch(/^This proof does not hold: /);
      for (const failure of verdict.failures) expect(failure.sentence).toMatch(/[.]$/);
    });
  }
});

test("one flipped bit in any file is told by its name", async () => {
  const files = wholeProof().files();
  for (const name of files.keys()) {
    const bytes = bytesOf(files, name);
    for (const at of [0, bytes.byteLength >> 1, bytes.byteLength - 1]) {
      const changed = new Map(files);
      changed.set(
        name,
        bytes.map((byte, i) => (i === at ? byte ^ 4 : byte)),
      );
      const verdict = await checkProof(filesOf(changed, 65_536), platform);
      expect(verdict.ok).toBe(false);
      if (name !== "SHA256SUMS") expect(verdict.failures).toContainEqual(expect.objectContaining({ code: "file-hash", where: name }));
    }
  }
});

test("any one packet taken out of any capture is missed, though the hashes are written anew", async () => {
  const whole = wholeProof();
  for (const side of ["lan", "wan", "denied"] as const) {
    for (let i = 0; i < whole.captures[side].length; i += side === "lan" ? 3 : 1) {
      const proof = wholeProof();
      proof.captures[side].splice(i, 1);
      expect((await check(proof, 65_536)).ok).toBe(false);
    }
  }
});

test("one more byte in any outside packet of a connection is found, though all headers are right", async () => {
  const count = wholeProof().captures.wan.length;
  let tried = 0;
  for (let i = 0; i < count; i++) {
    const proof = wholeProof();
    const frame = proof.captures.wan[i] as Frame;
    const isOut = frame.bytes[6] === 2 && frame.bytes[8] === 0x57;
    if (!isOut || frame.bytes[23] !== 6) continue;
    const bytes = longer(frame);
    new DataView(bytes.buffer).setUint16(16, bytes.byteLength - 14);
    proof.captures.wan[i] = { ...frame, bytes };
    expect((await check(proof, 65_536)).ok).toBe(false);
    tried += 1;
  }
  expect(tried).toBeGreaterThan(5);
});

describe("hostile bundles", () => {
  test("no bytes in any file make checking throw or hang", async () => {
    const files = wholeProof().files();
    const names = [...files.keys()].filter((name) => name !== "SHA256SUMS");
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.uint8Array({ maxLength: 300 }), fc.nat(), async (name, bytes, at) => {
        const changed = new Map(files);
        const whole = bytesOf(files, name).slice();
        whole.set(bytes.subarray(0, whole.byteLength), at % Math.max(1, whole.byteLength - bytes.byteLength));
        changed.set(name, whole);
        const verdict = await checkProof(filesOf(hashed(changed), 4096), platform);
        expect(typeof verdict.ok).toBe("boolean");
      }),
      { numRuns: 150 },
    );
  });
  test("files cut anywhere fail, or say nothing else", async () => {
    const files = wholeProof().files();
    const names = [...files.keys()].filter((name) => name !== "SHA256SUMS");
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), async (name, at) => {
        const changed = new Map(files);
        const bytes = bytesOf(files, name);
        changed.set(name, bytes.subarray(0, at % bytes.byteLength));
        expect((await checkProof(filesOf(hashed(changed), 4096), platform)).ok).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
  test("JSON of any shape in the document and the logs", async () => {
    const files = wholeProof().files();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("proof.json", "gate.jsonl", "names.jsonl", "relay.jsonl"), fc.json(), async (name, json) => {
        const changed = new Map(files);
        const line = new TextEncoder().encode(`${json}\n`);
        changed.set(name, name === "proof.json" ? line : concatBytes([bytesOf(files, name), line]));
        expect((await checkProof(filesOf(hashed(changed), 65_536), platform)).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

type Frame = SyntheticProof["captures"]["wan"][number];

function bytesOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  return files.get(name) as Uint8Array;
}

function longer({ bytes }: Frame): Uint8Array {
  return concatBytes([bytes, Uint8Array.of(1)]);
}

function changeFirst(proof: SyntheticProof, change: (line: RelayLine) => Partial<RelayLine>): void {
  const line = proof.relay[0] as RelayLine;
  proof.change(line, change(line));
}

/** A line of counts without a mark. */
function count(proof: SyntheticProof, timeUs: number): Extract<GateLine, { kind: "counts" }> {
  const gate = new TextDecoder().decode(proof.files().get("gate.jsonl")).trim().split("\n");
  const line = gate.map((text) => JSON.parse(text) as GateLine).find(({ kind }) => kind === "counts");
  return { ...(line as Extract<GateLine, { kind: "counts" }>), timeUs, mark: null };
}

/** The first packet's length on the wire becomes one more than was captured. */
function cutPacket(files: Map<string, Uint8Array>, name: string): void {
  const bytes = bytesOf(files, name).slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(24 + 12, view.getUint32(24 + 8, true) + 1, true);
  files.set(name, bytes);
}
