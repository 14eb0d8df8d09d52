/**
 * A proof bundle made up in memory, packet by packet, with what each packet should count as: the checks are held against it, and against
 * what is spoilt in it. All of it is synthetic.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { concatBytes, writePcap } from "@creance/capture";
import { readPolicy } from "@creance/policy";
import {
  type CounterName,
  type CounterValue,
  counters,
  type GateLine,
  type NamesLine,
  type ProofDocument,
  type ProofFiles,
  type RelayLine,
  rulesInput,
  rulesText,
} from "../../src/index.ts";
import { ethernet, ipv4, ipv6, tcp, udp, words } from "./wire.ts";

/** The policy of the synthetic gateway. */
export const syntheticPolicy = `version: 1
title: Synthetic survey
hold:
  mode: named-services
  lan: {interface: lan, address: 10.77.0.1/24}
  wan: {interface: wan}
  resolver: 192.0.2.53
  portal: refuse
  time: answer
  control: control.example.org
services:
  - {name: control.example.org, reason: Shows that the path works, open: always, ports: [443], limit: {up: 2 kB, per: day}}
  - {name: activation.example.com, reason: New batteries, open: on-request, ports: [443], for: 10 minutes, limit: {up: 1 kB, per: opening}}
`;

/** The same gateway in local data mode. */
export const localDataPolicy = `version: 1
title: Synthetic survey
hold:
  mode: local-data
  lan: {interface: lan, address: 10.77.0.1/24}
  wan: {interface: wan}
  portal: refuse
  time: answer
`;

const lanMac = "02:00:4c:41:4e:01";
const wanMac = "02:00:57:41:4e:01";
const deviceMac = "02:00:44:45:56:02";
const routerMac = "02:00:52:4f:55:01";

/** Start of the window: 2026-03-14T09:00:00Z. */
export const FROM_US = 1_773_478_800_000_000;
/** Its end, ten minutes later. */
export const UNTIL_US = FROM_US + 600e6;

interface Captured {
  readonly timeUs: number;
  readonly bytes: Uint8Array;
}

type Side = "lan" | "wan" | "denied";

/** A bundle in the making. Every part can be spoilt before `files()`. */
export class SyntheticProof {
  readonly captures: Record<Side, Captured[]> = { lan: [], wan: [], denied: [] };
  readonly gate: GateLine[] = [];
  readonly names: NamesLine[] = [];
  readonly relay: RelayLine[] = [];
  readonly policyText: string;
  rules: string;
  /** What nft 1.0.6 listed after loading those rules, without what changes by itself. */
  listing: string;
  /** What the counters rose by in the window. */
  readonly counted = Object.fromEntries(Object.keys(counters).map((name) => [name, { packets: 0, bytes: 0 }])) as Record<
    CounterName,
    { packets: number; bytes: number }
  >;
  readonly link = { lan: { in: 0, out: 0 }, wan: { in: 0, out: 0 } };
  readonly linkBytes = { lan: { in: 0, out: 0 }, wan: { in: 0, out: 0 } };
  dropped: Record<Side, number | null> = { lan: 0, wan: 0, denied: 0 };
  document: Partial<ProofDocument> = {};
  /** Done with the finished files before they are hashed. */
  readonly spoil: ((files: Map<string, Uint8Array>) => void)[] = [];
  #flows = 0;
  #port = 40_000;

  constructor(policyText = syntheticPolicy) {
    this.policyText = policyText;
    const reading = readPolicy(policyText);
    if (!reading.ok) throw new Error(reading.problems[0]?.sentence);
    this.rules = rulesText(rulesInput(reading.policy, 971));
    const mode = reading.policy.hold?.mode ?? "";
    this.listing = readFileSync(new URL(`./${mode}.listing.jsonl`, import.meta.url), "utf8");
  }

  /** A frame from the device, and the counter it meets; refused ones are logged. */
  fromDevice(timeUs: number, ip: Uint8Array, counter: CounterName | null, etherType = ip[0]! >> 4 === 6 ? 0x86dd : 0x0800): void {
    this.#put("lan", "in", timeUs, ethernet(deviceMac, lanMac, etherType, ip));
    if (counter === null) return;
    this.count(counter, ip.byteLength);
    if (counters[counter].denied) this.log(timeUs, counter, ip);
  }

  /** A packet that a rule logged. */
  log(timeUs: number, counter: CounterName, ip: Uint8Array): void {
    const prefix = {
      lanFragment: "fragment",
      lanQuic: "quic",
      lanLocal: "local",
      lanDenied: "denied",
      outDenied: "out",
      forwardDenied: "forward",
    };
    const text = new TextEncoder().encode(`hold-${prefix[counter as keyof typeof prefix]} \0`);
    const stamp = concatBytes([
      words(0, 0),
      words(Math.floor(timeUs / 1e6) >>> 16, Math.floor(timeUs / 1e6) & 0xffff),
      words(0, 0),
      words((timeUs % 1e6) >>> 16, (timeUs % 1e6) & 0xffff),
    ]);
    const fields = [field(10, text), ...(counter === "outDenied" ? [] : [field(3, stamp)]), field(9, ip)];
    this.captures.denied.push({ timeUs: timeUs + 300, bytes: concatBytes([Uint8Array.of(2, 0, 0, 5), ...fields]) });
  }

  toDevice(timeUs: number, ip: Uint8Array): void {
    this.#put("lan", "out", timeUs, ethernet(lanMac, deviceMac, 0x0800, ip));
  }

  toEverybody(timeUs: number, ip: Uint8Array): void {
    this.#put("lan", "out", timeUs, ethernet(lanMac, "ff:ff:ff:ff:ff:ff", 0x0800, ip));
  }

  toOutside(timeUs: number, ip: Uint8Array, counter: CounterName | null, etherType = 0x0800): void {
    this.#put("wan", "out", timeUs, ethernet(wanMac, routerMac, etherType, ip));
    if (counter !== null) this.count(counter, ip.byteLength);
  }

  fromOutside(timeUs: number, ip: Uint8Array): void {
    this.#put("wan", "in", timeUs, ethernet(routerMac, wanMac, 0x0800, ip));
    this.count("wanIn", ip.byteLength);
  }

  count(counter: CounterName, bytes: number): void {
    this.counted[counter].packets += 1;
    this.counted[counter].bytes += bytes;
  }

  #put(side: "lan" | "wan", way: "in" | "out", timeUs: number, bytes: Uint8Array): void {
    this.captures[side].push({ timeUs, bytes });
    this.link[side][way] += 1;
    this.linkBytes[side][way] += bytes.byteLength;
  }

  /** A question of the device and its answer. */
  question(timeUs: number, name: string, answer: NamesLine["answer"]): void {
    const message = dnsQuestion(name, 1);
    this.fromDevice(timeUs, ipv4(17, udp(5353, 53, message), { from: "10.77.0.2", to: "8.8.8.8" }), "lanDns");
    this.toDevice(
      timeUs + 200,
      ipv4(17, udp(53, 5353, answer === "address" ? dnsAnswer(name, [198, 18, 0, 1]) : message), { from: "8.8.8.8", to: "10.77.0.2" }),
    );
    this.names.push({
      kind: "question",
      fromUs: timeUs + 100,
      untilUs: timeUs + 100,
      client: "10.77.0.2",
      transport: "udp",
      name,
      type: 1,
      typeName: "A",
      answer,
      count: 1,
    });
  }

  /** The relay asks the resolver. */
  resolve(timeUs: number, name: string): void {
    this.toOutside(timeUs, ipv4(17, udp(50_000, 53, dnsQuestion(name, 1)), { from: "10.99.0.1", to: "192.0.2.53" }), "wanResolver");
    this.fromOutside(timeUs + 5000, ipv4(17, udp(53, 50_000, dnsAnswer(name, [203, 0, 113, 10])), { from: "192.0.2.53", to: "10.99.0.1" }));
  }

  /** A relayed connection in good order; returns its line to be changed. */
  connection(
    timeUs: number,
    name: string,
    options: { readonly up?: number; readonly down?: number; readonly syntheticIp?: string } = {},
  ): RelayLine {
    const { up = 517, down = 3000, syntheticIp = "198.18.0.1" } = options;
    const clientPort = this.#port++;
    const localPort = this.#port++;
    const inside = { from: "10.77.0.2", to: syntheticIp, fromPort: clientPort, toPort: 443 };
    const outside = { from: "10.99.0.1", to: "203.0.113.10", fromPort: localPort, toPort: 443 };
    talk(up, down, (isUp, step, seq, ack, flags, payload) => {
      const [l, w] = [isUp ? inside : turned(inside), isUp ? outside : turned(outside)];
      const lan = ipv4(6, tcp(l.fromPort, l.toPort, payload, { seq, ack, flags }), l);
      const wan = ipv4(6, tcp(w.fromPort, w.toPort, payload, { seq: (seq + 7777) >>> 0, ack, flags }), w);
      const at = timeUs + step * 1000;
      if (isUp) {
        this.fromDevice(at, lan, "lanRelay");
        this.toOutside(at + 500, wan, "wanRelay");
      } else {
        this.fromOutside(at, wan);
        this.toDevice(at + 500, lan);
      }
    });
    this.#flows += 1;
    const line: RelayLine = {
      kind: "flow", flow: this.#flows, startUs: timeUs + 100, endUs: timeUs + 30_000, clientIp: "10.77.0.2", clientPort, syntheticIp, port: 443,
      name, helloName: name, upstreamIp: "203.0.113.10", localIp: "10.99.0.1", localPort,
      clientBytes: up, upBytes: up, upstreamBytes: down, downBytes: down, end: "client",
    }; // biome-ignore format: a line of a log
    this.relay.push(line);
    return line;
  }

  /** Replaces the line of a connection. */
  change(line: RelayLine, change: Partial<RelayLine>): void {
    this.relay[this.relay.indexOf(line)] = { ...line, ...change };
  }

  /** Writes the log of the gate: start, what was added to `gate`, and both marks. */
  #gateLines(): GateLine[] {
    const zero = Object.fromEntries(Object.keys(counters).map((name) => [name, { packets: 7, bytes: 700 }])) as Record<
      CounterName,
      CounterValue
    >;
    const after = Object.fromEntries(
      Object.entries(zero).map(([name, { packets, bytes }]) => {
        const more = this.counted[name as CounterName];
        return [name, { packets: packets + more.packets, bytes: bytes + more.bytes }];
      }),
    ) as Record<CounterName, CounterValue>;
    const counts = (timeUs: number, mark: string, values: Record<CounterName, CounterValue>, isEnd: boolean): GateLine => ({
      kind: "counts",
      timeUs,
      elapsedUs: timeUs - FROM_US + 60e6,
      mark,
      counters: values,
      lan: this.#linkCounts("lan", isEnd),
      wan: this.#linkCounts("wan", isEnd),
      captures: (["lan", "wan", "denied"] as const).map((side) => ({
        side,
        captured: 3 + (isEnd ? this.#told[side] : 0),
        dropped: isEnd ? this.dropped[side] : 0,
      })),
      listingSha256: sha256(bytesOf(this.listing)),
      forwarding: false,
    });
    const started: GateLine = {
      kind: "started",
      timeUs: FROM_US - 60e6,
      version: "0.1.0",
      rulesSha256: sha256(bytesOf(this.rules)),
      policySha256: sha256(bytesOf(this.policyText)),
    };
    const lines = [started, counts(FROM_US, "from", zero, false), ...this.gate, counts(UNTIL_US, "until", after, true)];
    return lines.sort((a, b) => a.timeUs - b.timeUs);
  }

  readonly #told = { lan: 0, wan: 0, denied: 0 };

  #linkCounts(side: "lan" | "wan", isEnd: boolean) {
    const [packets, bytes] = [this.link[side], this.linkBytes[side]];
    const more = isEnd ? 1 : 0;
    return {
      rxPackets: 5 + packets.in * more,
      rxBytes: 500 + bytes.in * more,
      txPackets: 6 + packets.out * more,
      txBytes: 600 + bytes.out * more,
    };
  }

  /** The line of counts of a mark is changed by this before it is written. */
  changeMark: ((line: Extract<GateLine, { kind: "counts" }>) => GateLine) | undefined;

  /** Fixes what the recorder told, so that packets taken away later are missed. */
  settle(): this {
    for (const side of ["lan", "wan", "denied"] as const) this.#told[side] = this.captures[side].length;
    return this;
  }

  /** The bundle. */
  files(): Map<string, Uint8Array> {
    const files = new Map<string, Uint8Array>();
    for (const side of ["lan", "wan", "denied"] as const) {
      const packets = this.captures[side].toSorted((a, b) => a.timeUs - b.timeUs);
      files.set(`${side}-000001.pcap`, writePcap(packets, { linkType: side === "denied" ? 239 : 1 }));
    }
    const gate = this.#gateLines().map((line) => (line.kind === "counts" ? (this.changeMark?.(line) ?? line) : line));
    files.set("gate.jsonl", lines(gate));
    files.set("names.jsonl", lines(this.names));
    files.set("relay.jsonl", lines(this.relay));
    files.set("rules.nft", bytesOf(this.rules));
    files.set("listing.jsonl", bytesOf(this.listing));
    files.set("policy.yaml", bytesOf(this.policyText));
    const document: ProofDocument = {
      format: "creance-proof/1",
      version: "0.1.0",
      madeUs: UNTIL_US + 1e6,
      fromUs: FROM_US,
      untilUs: UNTIL_US,
      fromMark: "from",
      untilMark: "until",
      rulesSha256: sha256(bytesOf(this.rules)),
      policySha256: sha256(bytesOf(this.policyText)),
      machine: {
        accounts: { "creance-hold": 970, "creance-names": 972, "creance-relay": 971, "creance-recorder": 973 },
        interfaces: [
          { name: "lan", mac: lanMac },
          { name: "wan", mac: wanMac },
        ],
      },
      tools: { nft: "nftables v1.0.6" },
      lan: { interface: "lan", mac: lanMac, ip: "10.77.0.1" },
      wan: { interface: "wan", mac: wanMac, ip: "10.99.0.1" },
      captures: { lan: ["lan-000001.pcap"], wan: ["wan-000001.pcap"], denied: ["denied-000001.pcap"] },
      control: this.policyText.includes("control:") ? "control.example.org" : null,
      flight: null,
      clockOffsetUs: null,
      ...this.document,
    };
    files.set("proof.json", bytesOf(JSON.stringify(document)));
    for (const spoil of this.spoil) spoil(files);
    hashed(files);
    return files;
  }
}

/** Writes the list of hashes anew. */
export function hashed(files: Map<string, Uint8Array>): Map<string, Uint8Array> {
  files.delete("SHA256SUMS");
  const sums = [...files].map(([name, bytes]) => `${sha256(bytes)}  ${name}\n`).join("");
  files.set("SHA256SUMS", bytesOf(sums));
  return files;
}

/** Files in memory, handed out in small pieces. */
export function filesOf(files: ReadonlyMap<string, Uint8Array>, pieceBytes = 1000): ProofFiles {
  const of = (name: string): Uint8Array => files.get(name) ?? new Uint8Array(0);
  return {
    names: () => [...files.keys()],
    sizeBytes: (name) => of(name).byteLength,
    text: async (name) => new TextDecoder().decode(of(name)),
    async *bytes(name) {
      const bytes = of(name);
      for (let at = 0; at < bytes.byteLength; at += pieceBytes) yield bytes.slice(at, at + pieceBytes);
    },
  };
}

/** A window with a bit of everything that is in order. */
export function wholeProof(): SyntheticProof {
  const proof = new SyntheticProof();
  const at = (second: number): number => FROM_US + second * 1e6;
  const device = (to: string) => ({ from: "10.77.0.2", to });
  proof.gate.push({ kind: "opened", timeUs: at(100), name: "activation.example.com", forUs: 300e6, by: "a pilot", reason: "new battery" });
  proof.gate.push({ kind: "closed", timeUs: at(400), name: "activation.example.com", why: "time", upBytes: 600 });
  proof.question(at(10), "control.example.org", "address");
  proof.resolve(at(11), "control.example.org");
  proof.connection(at(12), "control.example.org");
  proof.question(at(110), "activation.example.com", "address");
  proof.connection(at(111), "activation.example.com", { up: 600, syntheticIp: "198.18.0.2" });
  for (let i = 0; i < 14; i++) proof.question(at(20 + i), "upload.example.net", "noSuchName");
  for (let i = 0; i < 3; i++)
    proof.fromDevice(
      at(50 + i),
      ipv4(6, tcp(41_000, 19_000, new Uint8Array(0), { seq: i, ack: 0, flags: 2 }), device("198.51.100.7")),
      "lanDenied",
    );
  proof.fromDevice(at(60), ipv4(17, udp(42_000, 443, new Uint8Array(1200)), device("203.0.113.99")), "lanQuic");
  proof.fromDevice(at(61), ipv4(17, udp(42_001, 4000, new Uint8Array(32)), { ...device("203.0.113.99"), fragment: 0x2000 }), "lanFragment");
  proof.fromDevice(at(62), ipv4(17, udp(5353, 5353, new Uint8Array(40)), device("224.0.0.251")), "lanLocal");
  proof.fromDevice(at(63), ipv6(17, udp(1, 2, new Uint8Array(9)), "fd77::2", "fd99::10"), "lanDenied");
  proof.fromDevice(at(64), arpQuestion(deviceMac), null, 0x0806);
  proof.toOutside(at(65), arpQuestion(wanMac), null, 0x0806);
  proof.log(at(66), "outDenied", ipv4(1, new Uint8Array(16), { from: "10.99.0.1", to: "203.0.113.9" }));
  proof.count("outDenied", 36);
  return proof.settle();
}

/** A window in local data mode: much is tried, nothing is carried. */
export function localDataProof(): SyntheticProof {
  const proof = new SyntheticProof(localDataPolicy);
  for (let i = 0; i < 40; i++) {
    proof.question(FROM_US + i * 1e6 + 1e6, "upload.example.net", "noSuchName");
    proof.fromDevice(
      FROM_US + i * 1e6 + 2e6,
      ipv4(6, tcp(41_000, 443, new Uint8Array(0), { seq: i, ack: 0, flags: 2 }), { from: "10.77.0.2", to: "198.18.0.1" }),
      "lanDenied",
    );
  }
  return proof.settle();
}

function talk(
  upBytes: number,
  downBytes: number,
  send: (isUp: boolean, step: number, seq: number, ack: number, flags: number, payload: Uint8Array) => void,
): void {
  const none = new Uint8Array(0);
  let [up, down, step] = [0xfffffff0, 2000, 0];
  send(true, step++, up, 0, 2, none);
  send(false, step++, down++, 0, 0x12, none);
  up = (up + 1) >>> 0;
  send(true, step++, up, down, 0x10, none);
  for (let left = upBytes; left > 0; left -= 500) {
    const payload = new Uint8Array(Math.min(500, left));
    send(true, step++, up, down, 0x18, payload);
    if (left > 500) send(true, step++, up, down, 0x18, payload);
    up = (up + payload.byteLength) >>> 0;
  }
  for (let left = downBytes; left > 0; left -= 1400) {
    const payload = new Uint8Array(Math.min(1400, left));
    send(false, step++, down, up, 0x18, payload);
    down += payload.byteLength;
  }
  send(true, step++, up, down, 0x11, none);
  send(false, step++, down, (up + 1) >>> 0, 0x11, none);
}

function turned<T extends { from: string; to: string; fromPort: number; toPort: number }>({ from, to, fromPort, toPort }: T) {
  return { from: to, to: from, fromPort: toPort, toPort: fromPort };
}

function dnsQuestion(name: string, type: number): Uint8Array {
  const labels = name.split(".").map((label) => concatBytes([Uint8Array.of(label.length), bytesOf(label)]));
  return concatBytes([words(7, 0x0100, 1, 0, 0, 0), ...labels, Uint8Array.of(0), words(type, 1)]);
}

function dnsAnswer(name: string, address: readonly number[]): Uint8Array {
  const question = dnsQuestion(name, 1);
  const answer = concatBytes([question, words(0xc00c, 1, 1, 0, 60, 4), Uint8Array.from(address)]);
  answer.set([0x81, 0x80, 0, 1, 0, 1], 2);
  return answer;
}

function arpQuestion(mac: string): Uint8Array {
  const sender = Uint8Array.from(mac.split(":").map((part) => Number.parseInt(part, 16)));
  return concatBytes([words(1, 0x0800, 0x0604, 1), sender, Uint8Array.of(10, 99, 0, 1), new Uint8Array(6), Uint8Array.of(10, 99, 0, 10)]);
}

function field(type: number, bytes: Uint8Array): Uint8Array {
  const length = 4 + bytes.byteLength;
  return concatBytes([Uint8Array.of(length & 255, length >> 8, type, 0), bytes, new Uint8Array(-bytes.byteLength & 3)]);
}

function lines(values: readonly unknown[]): Uint8Array {
  return bytesOf(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
