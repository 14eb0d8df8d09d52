import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import type { FlowFacts } from "../../src/analyzer.ts";
import { createCaptureParser } from "../../src/container/capture-parser.ts";
import type { Conversation } from "../../src/conversation.ts";
import { createConversationReader } from "../../src/flow/conversation-reader.ts";
import { createDissected, createDissectState, dissect } from "../../src/ip/dissect.ts";
import { createDatagramAnalyzer } from "../../src/protocol/datagram-analyzer.ts";

const root = process.env["CREANCE_SAMPLES"];
const captures = root === undefined ? "" : join(root, "captures");
const absent = captures === "" || !existsSync(captures);
const why = absent ? " (skipped: CREANCE_SAMPLES not set)" : "";
const oracle = join(captures, "oracle-tshark-4.0.17");

/** tshark's tables are named after the capture's path. */
function captureOf(table: string): string {
  return join(
    captures,
    table.replace(/^(ndpi_pcap|wireshark_captures|zeek_Traces_tls)_/, (folder) => `${folder.replaceAll("_", "/").replace(/\/$/, "")}/`),
  );
}

function conversationsOf(path: string): Conversation[] {
  const rows: Conversation[] = [];
  const reader = createConversationReader({ platform: nodePlatform, onConversation: (row) => rows.push(row), onIssue: () => {} });
  reader.push(readFileSync(path));
  reader.end();
  return rows;
}

function linesOf(path: string): string[][] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t"));
}

function between(rows: readonly Conversation[], one: number, other: number): Conversation[] {
  return rows.filter((row) => (row.origPort === one && row.respPort === other) || (row.origPort === other && row.respPort === one));
}

/** Names that tshark sees and we do not, by capture, with the reason. */
const unseen = new Map([
  ["wireguard-ping-tcp-dsb.pcapng", "the hello is inside WireGuard, which tshark opens with the keys of the capture"],
]);

test.skipIf(absent)(
  `every SNI that tshark reports is a conversation's server name${why}`,
  () => {
    const missing: string[] = [];
    let seen = 0;
    for (const table of readdirSync(oracle).filter((file) => file.endsWith(".sni.tsv"))) {
      const path = captureOf(table.slice(0, -".sni.tsv".length));
      const rows = conversationsOf(path);
      for (const column of linesOf(join(oracle, table))) {
        const [one, other] = [Number(column[5] || column[7]), Number(column[6] || column[8])];
        for (const name of (column[9] ?? "").split(/[;,]/).filter(Boolean)) {
          if (between(rows, one, other).some((row) => row.serverName === name.toLowerCase())) seen++;
          else if (!unseen.has(path.split("/").at(-1) ?? "")) missing.push(`${table} frame ${column[0]}: ${name}`);
        }
      }
    }
    expect(missing).toEqual([]);
    expect(seen).toBeGreaterThan(300);
  },
  300_000,
);

test.skipIf(absent)(
  `every address that tshark reads in DNS answers is heard${why}`,
  () => {
    const missing: string[] = [];
    let heard = 0;
    for (const table of readdirSync(join(oracle, "dns"))) {
      const addresses = dnsAddressesOf(captureOf(table.slice(0, -".tsv".length)));
      for (const column of linesOf(join(oracle, "dns", table))) {
        for (const address of `${column[6] ?? ""};${column[7] ?? ""}`.split(";").filter(Boolean)) {
          if (addresses.has(address)) heard++;
          else missing.push(`${table} frame ${column[0]}: ${address}`);
        }
      }
    }
    expect(missing).toEqual([]);
    expect(heard).toBeGreaterThan(200);
  },
  300_000,
);

/** Nothing known yet. */
function unknownFacts(): FlowFacts {
  return {
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
}

/** Addresses in the answers of all UDP datagrams. */
function dnsAddressesOf(path: string): Set<string> {
  const addresses = new Set<string>();
  const found = createDissected();
  const state = createDissectState();
  const parser = createCaptureParser({
    platform: nodePlatform,
    handlers: {
      packet(packet) {
        if (!dissect(packet, found, state) || found.protocol !== 17 || found.fragment) return;
        const analyzer = createDatagramAnalyzer({
          platform: nodePlatform,
          facts: unknownFacts(),
          dns: { answer: (_client, _name, address) => addresses.add(address) },
          clientAddress: "",
          serverAddress: "",
          clientPort: found.srcPort,
          serverPort: found.dstPort,
          issue: () => {},
          packets: { first: 1, last: 1 },
        });
        analyzer.datagram(0, found.bytes, found.payloadStart, found.payloadEnd, packet.timeUs);
      },
      keyLog: () => {},
      resolvedName: () => {},
      app: () => {},
      interfaceStatistics: () => {},
      issue: () => {},
    },
  });
  parser.push(readFileSync(path));
  parser.end();
  return addresses;
}

describe("JA4", () => {
  test.skipIf(absent)(`Suricata's expected values${why}`, () => {
    const tests = join(captures, "suricata-verify", "tests");
    for (const name of ["ja4-tls", "ja4-quic"]) {
      const expected = /ja4: (\S+_\S+)/.exec(readFileSync(join(tests, name, "test.yaml"), "utf8"))?.[1];
      expect(conversationsOf(join(tests, name, "input.pcap")).map((row) => row.ja4)).toContain(expected);
    }
  });

  /**
   * nDPI 4.x differs from the published method in three places, and only there: `d` also without an SNI (and `i` for an SNI that is an address),
   * the first two characters of the ALPN instead of the first and the last, and the hash of nothing where zeros are due.
   */
  test.skipIf(absent)(
    `nDPI's values, but for its three known differences${why}`,
    () => {
      const comparable = (value: string): string =>
        `${value.slice(0, 3)}?${value.slice(4, 8)}??${value.slice(10).replace("e3b0c44298fc", "000000000000")}`;
      let equal = 0;
      let same = 0;
      const wrong: string[] = [];
      for (const name of readdirSync(join(captures, "ndpi", "pcap"))) {
        const rows = conversationsOf(join(captures, "ndpi", "pcap", name));
        for (const [, one, other, rest] of readFileSync(join(captures, "ndpi", "result", `${name}.out`), "utf8").matchAll(
          /^\t\d+\t(?:TCP|UDP) \S+:(\d+) <?->? \S+:(\d+) (.*)$/gm,
        )) {
          const theirs = /\[JA4: ([^\]]*)\]/.exec(rest ?? "")?.[1];
          if (theirs === undefined) continue;
          const ours = between(rows, Number(one), Number(other)).map((row) => row.ja4 ?? "");
          if (ours.includes(theirs)) equal++;
          if (ours.some((value) => comparable(value) === comparable(theirs))) same++;
          else wrong.push(`${name} ${one} ${other} ${theirs} ${ours.join(" ")}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(equal).toBeGreaterThan(190);
      expect(same).toBeGreaterThan(equal);
    },
    300_000,
  );
});

test.skipIf(absent)(`an outer name is hidden, a name beside GREASE is real${why}`, () => {
  const outer = conversationsOf(join(captures, "zeek", "Traces", "tls", "tls13-ech.pcap")).map((row) => row.serverNameSource);
  expect(outer).toContain("echOuter");
  expect(outer).not.toContain("sni");
  expect(conversationsOf(join(captures, "ndpi", "pcap", "tls_ech.pcapng")).map((row) => row.serverNameSource)).toContain("sni");
});
