/** The lab's captures (invented identifiers, made with real TLS stacks): every case over every transport gives what it should, and nothing else. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createConversationReader, flowRow, KeyLog } from "@creance/capture";
import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import { emptyStatement } from "../src/coverage/read-statement.ts";
import { type AuditOptions, type AuditResult, createAudit, type Finding } from "../src/index.ts";
import { labFlight } from "./content-parts.ts";

const samples = process.env["CREANCE_SAMPLES"];
const absent = samples === undefined;
const why = absent ? " (skipped: CREANCE_SAMPLES not set)" : "";
const folder = join(samples ?? "", "captures", "lab");

/** One finding as a line: kind, class, encoding; weak ones begin with `weak`. */
function line({ kind, class: precision, encoding, weak }: Finding): string {
  return `${weak ? "weak " : ""}${kind}${precision === null ? "" : ` ${precision}`} ${encoding.join(",")}`;
}

const aircraft = "aircraftSerial";
/** What each case must give when weak findings are asked for. */
const expected: { readonly [Case in string]: readonly string[] } = {
  "plain-json": [`${aircraft} json,text`, "position exact json,decimal"],
  "json-gzip": [`${aircraft} gzip,json,text`, "position exact gzip,json,decimal"],
  "json-br": ["controllerSerial br,json,text", "weak position br,json,decimal"],
  "form-urlencoded": [`${aircraft} form,text`, "imei form,text", "position exact form,decimal"],
  "base64-json": [`${aircraft} json,base64,json,text`, "position exact json,base64,json,decimal"],
  "md5-sn": [`${aircraft} json,hex,md5`],
  "sha1-sn-upper": [`${aircraft} json,hex,sha1`],
  "sha256-imei": ["imei json,hex,sha256"],
  protobuf: [`${aircraft} protobuf,text`, "position exact protobuf,float64"],
  "radians-binary": ["position exact radians64"],
  "coarse-2dp": ["position area json,decimal"],
  "hex-sn": [`${aircraft} json,hex,text`],
  "multipart-jpeg": ["picture multipart,fileName", "picture multipart,fileBytes"],
  "zip-flightlog": ["flightRecord zip,fileName", "track exact zip,json,decimal"],
  "near-miss-coord": ["weak position region json,decimal"],
  "aes-encrypted-body": [],
  nothing: [],
};

function auditLab(name: string, keys: string | null, options: Partial<AuditOptions> = {}): AuditResult {
  const bytes = readFileSync(join(folder, name));
  let firstUs = Number.POSITIVE_INFINITY;
  createConversationReader({
    platform: nodePlatform,
    onConversation: ({ timeUs }) => {
      firstUs = Math.min(firstUs, timeUs);
    },
    onIssue: () => {},
  }).push(bytes);
  const run = (startUs: number): { result: AuditResult; startUs: number } => {
    const flight = labFlight();
    const audit = createAudit({
      platform: nodePlatform,
      flights: [
        {
          ...flight,
          timeUs: flight.timeUs.map((timeUs) => timeUs - (flight.timeUs[300] as number) + startUs),
          files: [
            {
              kind: "picture",
              name: "DJI_0042.JPG",
              sizeBytes: 5_000_000,
              sha256: "ab".repeat(32),
              md5: null,
              sha1: null,
              head: null,
              zippedBytes: null,
            },
            {
              kind: "flightRecord",
              name: "DJIFlightRecord_2026-01-01.txt",
              sizeBytes: 900_000,
              sha256: "cd".repeat(32),
              md5: null,
              sha1: null,
              head: null,
              zippedBytes: null,
            },
          ],
        },
      ],
      identifiers: { imei: "356938035643809" },
      consents: [],
      statement: emptyStatement,
      weak: true,
      ownClaims: [],
      policies: [],
      ...options,
    });
    const audited = audit.capture();
    const keyLog = new KeyLog();
    if (keys !== null) keyLog.add(readFileSync(join(folder, keys), "utf8"));
    let first = Number.POSITIVE_INFINITY;
    const reader = createConversationReader({
      platform: nodePlatform,
      keyLog,
      onContent: audited.onContent,
      onFlowContents: audited.onFlowContents,
      onConversation: (row) => {
        first = Math.min(first, row.timeUs);
        audited.conversation(
          flowRow(row, { asn: null, operator: null, countries: [], endpoint: null } as unknown as Parameters<typeof flowRow>[1]),
        );
      },
      onIssue: () => {},
    });
    reader.push(bytes);
    audited.end(reader.end(), { sha256: "0".repeat(64), name, sizeBytes: bytes.byteLength, synthetic: true });
    return { result: audit.result({ version: "0", inputs: [], command: [], databases: [], endpointsEdition: "0" }), startUs: first };
  };
  return run(run(0).startUs).result;
}

describe.skipIf(absent)(`the lab's captures${why}`, () => {
  test.each([
    ["lab-canaries.pcap", "lab-canaries.keys"],
    ["lab-canaries-dsb.pcapng", null],
  ])("%s", (name, keys) => {
    const result = auditLab(name, keys);
    const byMessage = new Map<string, { http: Finding["http"]; lines: string[] }>();
    for (const finding of result.findings) {
      const key = `${finding.flow.flowId} ${finding.http?.path} ${finding.carriedIn.join()}`;
      const entry = byMessage.get(key) ?? { http: finding.http, lines: [] };
      entry.lines.push(line(finding));
      byMessage.set(key, entry);
    }
    const seen = new Map<string, Set<string>>();
    for (const { http, lines } of byMessage.values()) {
      const of = http?.path?.replace("/case/", "") ?? "";
      seen.set(of, (seen.get(of) ?? new Set()).add(lines.sort().join(" | ")));
    }
    const wanted = Object.entries(expected).filter(([, lines]) => lines.length > 0);
    expect(Object.fromEntries([...seen].sort())).toEqual(
      Object.fromEntries(wanted.map(([of, lines]) => [of, new Set([[...lines].sort().join(" | ")])]).sort()),
    );
    // 17 cases in the clear, over TLS 1.3 and over HTTP/2; the first three over five suites of TLS 1.2, the first two over three of TLS 1.3.
    const withFindings = (from: number, to: number): number =>
      Object.values(expected)
        .slice(from, to)
        .filter(({ length }) => length > 0).length;
    expect(byMessage.size).toBe(3 * withFindings(0, 17) + 5 * withFindings(0, 3) + 3 * withFindings(0, 2));
    expect(result.coverage.search.decoys.every(({ hits }) => hits === 0)).toBe(true);
  });
});
