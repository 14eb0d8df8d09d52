/** Captures with keys of other makers: the hosts that tshark 4.0.17 sees with the same keys. Files stay where they are; without them: skipped by name. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import { type CapturedConversation, type CaptureReport, createConversationReader, createKeyLogCollector, KeyLog } from "../../src/index.ts";

const samples = process.env["CREANCE_SAMPLES"];
const noSamples = samples === undefined ? " (skipped: CREANCE_SAMPLES not set)" : "";

interface Read {
  readonly rows: readonly CapturedConversation[];
  readonly report: CaptureReport;
  readonly issues: readonly string[];
  /** Latin-1 text of each decrypted connection, both sides in the order of the capture. */
  readonly plain: readonly string[];
  /** Ids of their flows. */
  readonly flowIds: readonly string[];
}

function read(capture: string, keys: string | null): Read {
  const file = (name: string): Uint8Array => readFileSync(join(samples ?? "", "captures", name));
  const keyLog = new KeyLog();
  if (keys !== null) keyLog.add(Buffer.from(file(keys)).toString("latin1"));
  const bytes = file(capture);
  const collector = createKeyLogCollector({ platform: nodePlatform, keyLog });
  if (collector.push(bytes)) collector.end();
  const rows: CapturedConversation[] = [];
  const issues: string[] = [];
  const plain: string[] = [];
  const flowIds: string[] = [];
  const reader = createConversationReader({
    platform: nodePlatform,
    keyLog,
    onConversation: (row) => rows.push(row),
    onIssue: ({ code, field }) => issues.push(`${code} ${field}`),
    onPlaintext: ({ flowId }, { protocol }) => {
      if (protocol === "tcp" || protocol === "udp") return null;
      flowIds.push(flowId);
      const index = plain.push("") - 1;
      return {
        data(_, content, start, end) {
          plain[index] += Buffer.from(content.subarray(start, end)).toString("latin1");
        },
        gap() {
          plain[index] += "[gap]";
        },
        end: () => {},
      };
    },
  });
  reader.push(bytes);
  return { rows, report: reader.end(), issues, plain, flowIds };
}

/** How many rows have each service, name and rung. */
function names({ rows }: Read): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { service, serverName, serverNameSource } of rows) {
    const key = `${service} ${serverName} ${serverNameSource}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe.skipIf(samples === undefined)(`captures with keys${noSamples}`, () => {
  test.each([
    ["lab/lab-canaries.pcap", "lab/lab-canaries.keys"],
    ["lab/lab-canaries-dsb.pcapng", null],
  ])("%s: all 40 hosts, all 72 requests", (capture, keys) => {
    const found = read(capture, keys);
    expect(names(found)).toEqual({
      "http plain.lab.example host": 1,
      "ssl,http stat.lab.example host": 15,
      "ssl,http upload.lab.example host": 24,
    });
    expect(found.report.decryption).toMatchObject({ openedConnections: 39, failedRecords: 0, gaps: 0 });
    expect(found.issues).toEqual([]);
    const sealed = found.rows.filter(({ service }) => service === "ssl,http").map(({ flowId }) => flowId);
    expect([...found.flowIds].sort()).toEqual(sealed.sort());
    // HTTP/1 requests inside TLS; the other 34 are 17 in the clear and 17 in HTTP/2.
    expect(found.plain.join("").split("POST /case/").length - 1).toBe(38);
  });

  test.each([
    ["tls12-dsb.pcapng", null, { "ssl,http example.com host": 1, "ssl,http example.net host": 1 }],
    ["tls12-chacha20poly1305.pcap", "tls12-chacha20poly1305.keys", { "ssl,http localhost host": 7 }],
    ["http2-data-reassembly.pcap", "http2-data-reassembly.keys", { "ssl,http 172.16.5.10 host": 1 }],
    ["http2-brotli.pcapng", null, { "ssl,http 192.168.122.33 host": 1 }],
    ["dhe1.pcapng.gz", "dhe1_keylog.dat", { "ssl,http null none": 1 }],
  ] as const)("%s", (capture, keys, expected) => {
    const found = read(`wireshark/captures/${capture}`, keys === null ? null : `wireshark/keys/${keys}`);
    expect(names(found)).toEqual(expected);
    expect(found.report.decryption?.failedRecords).toBe(0);
  });

  test("HTTP/3 of a browser: the authority through QPACK, and nothing that fails in 905 packets", () => {
    const found = read("wireshark/captures/quic_follow_multistream.pcapng", null);
    expect(names(found)).toEqual({ "quic,http www.youtube.com host": 1 });
    expect(found.report.decryption).toMatchObject({ openedConnections: 1, failedRecords: 0 });
    expect(found.issues).toEqual([]);
  });

  test("QUIC of drafts 32 and 33 opens too", () => {
    for (const name of ["doq.pcapng", "quic-33.pcapng"]) {
      expect(read(`ndpi/pcap/${name}`, null).report.decryption).toMatchObject({ openedConnections: 1, failedRecords: 0 });
    }
  });

  test("early data of RFC 8446's capture, with and without its secret", () => {
    const early = read("wireshark/captures/tls13-rfc8446.pcap", "wireshark/keys/tls13-rfc8446.keys");
    expect(early.plain.join("")).toContain("GET /early");
    const late = read("wireshark/captures/tls13-rfc8446.pcap", "wireshark/keys/tls13-rfc8446-noearly.keys");
    expect(late.plain.join("")).not.toContain("GET /early");
    for (const found of [early, late]) expect(names(found)).toEqual({ "ssl,http null none": 2 });
  });

  test("the matrix of 73 suites: 68 open to a request and its answer, the others are named", () => {
    const found = read("tls-keylog-matrix/all2.pcapng", "tls-keylog-matrix/all2.keys");
    const open = found.plain.filter((text) => text.startsWith("GET / HTTP/1.0") && text.includes("HTTP/1.0 200 ok"));
    expect(open).toHaveLength(68);
    expect(found.rows.filter(({ service }) => service === "ssl,http")).toHaveLength(68);
    expect([...(found.report.decryption?.unsupportedSuites.keys() ?? [])]).toEqual([
      "TLS_DHE_RSA_WITH_SEED_CBC_SHA",
      "TLS_DHE_DSS_WITH_SEED_CBC_SHA",
      "TLS_RSA_WITH_SEED_CBC_SHA",
      "TLS_RSA_WITH_IDEA_CBC_SHA",
      "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5",
    ]);
    expect(found.report.decryption?.failedRecords).toBe(0);
  });
});
