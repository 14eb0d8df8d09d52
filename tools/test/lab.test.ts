/** The lab's captures: what is committed is whole and labelled, and the lab makes it again. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { nodePlatform } from "../../adapters/node/src/index.ts";
import { readConsent, readIdentifiers, readStatement } from "../../packages/audit/src/index.ts";
import {
  type CapturedConversation,
  createConversationReader,
  KeyLog,
  SYNTHETIC_COMMENT,
  sectionComment,
} from "../../packages/capture/src/index.ts";
import { sampleAudits } from "../../packages/sample/src/index.ts";
import { makeCapture } from "../lab/make-capture.ts";
import { sampleAuditFiles } from "../lab/sample-audit-files.ts";
import type { Scenario } from "../lab/scenario.ts";
import { sampleTruth } from "../lab/truth.ts";

const folder = fileURLToPath(new URL("../../fixtures/sample-operation/", import.meta.url));
const text = (name: string): string => readFileSync(folder + name, "utf8");

function read(bytes: Uint8Array) {
  const conversations: CapturedConversation[] = [];
  const issues: unknown[] = [];
  const reader = createConversationReader({
    platform: nodePlatform,
    keyLog: new KeyLog(),
    onConversation: (row) => conversations.push(row),
    onIssue: (issue) => issues.push(issue),
  });
  reader.push(bytes);
  return { report: reader.end(), conversations, issues };
}

describe("the captures of the sample operation", () => {
  test("together at most 2 MB", () => {
    const total = readdirSync(folder).reduce((sum, name) => sum + statSync(folder + name).size, 0);
    expect(total).toBeLessThanOrEqual(2_000_000);
  });

  test.each(sampleAudits)("$capture says that it is synthetic, is whole, and its keys open what they should", ({ capture }) => {
    const bytes = new Uint8Array(readFileSync(folder + capture));
    expect(sectionComment(bytes.subarray(0, 4096))).toMatch(new RegExp(`^${SYNTHETIC_COMMENT}`));
    const { report, issues, conversations } = read(bytes);
    expect(conversations.every((row) => row.missedBytes === 0)).toBe(true);
    expect(issues).toEqual([]);
    expect(report).toMatchObject({ malformedPackets: 0, overlapDifferences: 0, strayedSegments: 0, overfullHoles: 0 });
    expect(report.decryption?.failedRecords ?? 0).toBe(0);
  });

  test("who is talked to: invented hosts, and two real names on documentation addresses", () => {
    const { conversations } = read(new Uint8Array(readFileSync(`${folder}leaky-app.pcapng`)));
    const hosts = new Set(conversations.map(({ serverName }) => serverName).filter((name) => name !== null));
    expect([...hosts].filter((name) => !name.endsWith(".example")).sort()).toEqual(["flysafe-api.dji.com", "mydjiflight.dji.com"]);
    expect(hosts.size).toBeGreaterThan(12);
    const outside = conversations.filter(({ respIp }) => !/^(198\.51\.100\.|203\.0\.113\.|2001:db8:|255\.|224\.)/.test(respIp));
    expect(outside).toEqual([]);
  });

  test("with the mode on there is nothing but the local network and time", () => {
    const { conversations } = read(new Uint8Array(readFileSync(`${folder}local-data-mode.pcapng`)));
    expect([...new Set(conversations.map(({ service }) => service))].sort()).toEqual(["dhcp", "dns", "ntp"]);
    expect(conversations.filter(({ service }) => service === "dns").every(({ respPort }) => respPort === 5353)).toBe(true);
  });

  test("the local capture is made again byte for byte; one with real TLS has the same conversations", async () => {
    for (const audit of sampleAudits.slice(1)) {
      const scenario = JSON.parse(text(audit.capture.replace(".pcapng", ".scenario.json"))) as Scenario;
      const made = await makeCapture(scenario, await sampleTruth(audit.flight, audit.identifiers), "inside");
      const committed = new Uint8Array(readFileSync(folder + audit.capture));
      if (audit.capture === "local-data-mode.pcapng") expect(Buffer.compare(made.bytes, committed)).toBe(0);
      const shape = (bytes: Uint8Array) =>
        read(bytes)
          .conversations.map((row) => [row.serverName, row.respIp, row.respPort, row.service, Math.round(row.timeUs / 1e6)])
          .sort();
      expect(shape(made.bytes)).toEqual(shape(committed));
    }
  });

  test("what an operator would hand in beside them is read, and says what the sample operation says", () => {
    for (const audit of sampleAudits) {
      const files = sampleAuditFiles(audit);
      for (const [name, contents] of files) expect(text(name)).toBe(contents);
      const given = new Map(files.map(([name, contents]) => [name.split(".")[1], contents]));
      expect(readStatement(given.get("statement") ?? "").windows).toHaveLength(1);
      const consent = given.get("consent");
      if (consent !== undefined) expect(readConsent(consent)).toHaveLength(1);
      const identifiers = given.get("identifiers");
      if (identifiers !== undefined) expect(Object.keys(readIdentifiers(identifiers))).toContain("account");
    }
  });
});
