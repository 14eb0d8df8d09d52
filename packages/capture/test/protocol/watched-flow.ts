/** An analyzer with everything that it may use, and what came out. */
import { nodePlatform } from "@creance/node";
import type { AnalyzerContext, DatagramAnalyzer, FlowFacts, Side, StreamAnalyzer } from "../../src/analyzer.ts";
import { createDatagramAnalyzer } from "../../src/protocol/datagram-analyzer.ts";
import { createStreamAnalyzer } from "../../src/protocol/stream-analyzer.ts";

/** A piece of what one side said. */
export type Said = readonly [side: Side, content: Uint8Array];

/** A piece that the capture does not hold. */
export type Missing = readonly [side: Side, lengthBytes: number];

/** What an analyzer found. */
export interface Found {
  readonly facts: FlowFacts;
  readonly answers: string[];
  readonly issues: string[];
  readonly wants: readonly boolean[];
}

/** Ports of a made flow. */
export interface MadePorts {
  readonly client?: number;
  readonly server?: number;
}

/** A context that writes down what it is told. */
export function watched(ports: MadePorts): { context: AnalyzerContext; answers: string[]; issues: string[] } {
  const answers: string[] = [];
  const issues: string[] = [];
  const facts: FlowFacts = {
    service: null,
    host: null,
    sni: null,
    sniFromQuic: false,
    ech: "none",
    certificateName: null,
    ja4: null,
    alpn: null,
    version: null,
  };
  const context: AnalyzerContext = {
    platform: nodePlatform,
    facts,
    dns: { answer: (client, name, address, timeUs, ttlS) => answers.push(`${client} ${name} ${address} ${timeUs} ${ttlS}`) },
    clientAddress: "192.0.2.1",
    serverAddress: "198.51.100.2",
    clientPort: ports.client ?? 40_000,
    serverPort: ports.server ?? 40_001,
    issue: (issue) => issues.push(issue.code),
    packets: { first: 1, last: 1 },
  };
  return { context, answers, issues };
}

/** Feeds a stream analyzer, each piece cut by `cut` into lengths (default: whole). */
export function stream(
  said: readonly (Said | Missing)[],
  cut: (length: number) => readonly number[] = (length) => [length],
  fill = 0x0a,
): Found {
  const { context, answers, issues } = watched({});
  const analyzer: StreamAnalyzer = createStreamAnalyzer(context);
  for (const [side, content] of said) {
    if (typeof content === "number") {
      analyzer.gap(side, content);
      continue;
    }
    let at = 0;
    for (const length of cut(content.length)) {
      if (analyzer.wants(side)) feed(analyzer, side, content.subarray(at, at + length), fill);
      at += length;
    }
  }
  const wants = [analyzer.wants(0), analyzer.wants(1)];
  analyzer.end();
  return { facts: context.facts, answers, issues, wants };
}

/** Feeds a datagram analyzer. */
export function datagrams(said: readonly Said[], ports: MadePorts = {}, fill = 0x0a): Found {
  const { context, answers, issues } = watched(ports);
  const analyzer: DatagramAnalyzer = createDatagramAnalyzer(context);
  for (const [side, content] of said) {
    if (!analyzer.wants()) break;
    const { block, start, end } = surrounded(content, fill);
    analyzer.datagram(side, block, start, end, 1000);
    block.fill(0xee); // borrowed bytes may change after the call
  }
  const wants = [analyzer.wants()];
  analyzer.end();
  return { facts: context.facts, answers, issues, wants };
}

function feed(analyzer: StreamAnalyzer, side: Side, content: Uint8Array, fill: number): void {
  const { block, start, end } = surrounded(content, fill);
  analyzer.data(side, block, start, end, 1000);
  block.fill(0xee);
}

/** The content in a larger block of `fill`, as it stands in a capture: what is read past its ends would show. */
function surrounded(content: Uint8Array, fill: number): { block: Uint8Array; start: number; end: number } {
  const block = new Uint8Array(content.length + 64).fill(fill);
  block.set(content, 16);
  return { block, start: 16, end: 16 + content.length };
}
