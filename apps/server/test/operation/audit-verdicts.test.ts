/** The three captures of the sample operation, from their bytes to the verdicts: what tells them apart. */
import { readFileSync } from "node:fs";
import { type AuditResult, readConsent, readIdentifiers, readOwnClaims, readPolicy, readStatement } from "@creance/audit";
import { memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { sampleAudits, sampleOperation } from "@creance/sample";
import { beforeAll, describe, expect, test } from "vitest";
import { flightTruth } from "../../src/operation/audits/flight-truth.ts";
import { runAudit } from "../../src/operation/audits/run-audit.ts";

const folder = new URL("../../../../fixtures/sample-operation/", import.meta.url);
const own = [{ id: "OWN-1", title: "Pictures stay here", says: "never", kinds: ["picture"] }];
const policy = [{ rule: "records", kinds: ["flightRecord", "track"], hosts: ["sync.orchardmaps.example"], purpose: "log book" }];

async function auditOf(capture: string): Promise<AuditResult> {
  const audit = sampleAudits.find((each) => each.capture === capture);
  if (audit === undefined) throw new Error(`no ${capture}`);
  const { files, keychains } = sampleOperation(nodePlatform);
  const record = files.find(({ path }) => path === audit.flight);
  if (record === undefined) throw new Error(`no ${audit.flight}`);
  const keychain = keychains.find(({ path }) => path === audit.flight)?.reply ?? null;
  const fileName = audit.flight.slice(audit.flight.lastIndexOf("/") + 1);
  return runAudit({
    captures: [{ name: capture, source: memorySource(new Uint8Array(readFileSync(new URL(capture, folder)))) }],
    keyLogs: [],
    audit: {
      flights: await flightTruth({ source: memorySource(record.bytes), fileName, keychain }),
      identifiers: readIdentifiers(JSON.stringify(audit.identifiers)),
      consents: readConsent(JSON.stringify(audit.consents)),
      statement: readStatement(JSON.stringify(audit.statement)),
      ownClaims: readOwnClaims(JSON.stringify(own)),
      policies: readPolicy(JSON.stringify(policy)),
      weak: false,
    },
    operators: undefined,
    about: { inputs: [], command: [] },
  });
}

function verdictsOf(result: AuditResult, ...ids: readonly string[]): readonly string[] {
  return ids.map((id) => `${id} ${result.claims.find((claim) => claim.id === id)?.verdict}`);
}

describe("the sample operation's captures, judged", () => {
  let leaky: AuditResult;
  let honest: AuditResult;
  let silent: AuditResult;
  beforeAll(async () => {
    leaky = await auditOf("leaky-app.pcapng");
    honest = await auditOf("honest-sync.pcapng");
    silent = await auditOf("local-data-mode.pcapng");
  }, 120_000);

  test("the leaky app: what went out without a consent, and the claims that it decides", () => {
    expect(leaky.answer[0]).toMatch(/^Yes: 1 track of a flight .* went out without a recorded consent\.$/);
    expect(verdictsOf(leaky, "C03", "C06", "C07", "C13", "C16", "C19", "C15", "OWN-1")).toEqual([
      "C03 CONTRADICTED",
      "C06 NOT TESTABLE",
      "C07 SUPPORTED",
      "C13 SUPPORTED",
      "C16 SUPPORTED",
      "C19 SUPPORTED",
      "C15 CONTRADICTED",
      "OWN-1 CONTRADICTED",
    ]);
    expect(leaky.answer.join(" ")).toContain("consistent with an upload of");
  });

  test("the honest sync: everything found is agreed to", () => {
    expect(honest.answer[0]).toMatch(/^What was found going out is covered by a recorded consent .* to sync\.orchardmaps\.example\.$/);
    expect(verdictsOf(honest, "C03", "C06", "C07", "C13", "OWN-1")).toEqual([
      "C03 NOT OBSERVED",
      "C06 NOT TESTABLE",
      "C07 NOT TESTABLE",
      "C13 SUPPORTED",
      "OWN-1 NOT OBSERVED",
    ]);
    expect(honest.totals.every(({ out, withConsent }) => out === withConsent)).toBe(true);
  });

  test("Local Data Mode: nothing left, and what stands between that and a supported claim is said", () => {
    expect(silent.findings.filter(({ weak }) => !weak)).toEqual([]);
    const claim = silent.claims.find(({ id }) => id === "C04");
    expect(claim?.verdict === "SUPPORTED" || (claim?.verdict === "NOT OBSERVED" && claim.notCovered.length > 0)).toBe(true);
    expect(claim?.because).toContain("nothing left but address assignment, neighbour questions and time");
    expect(claim?.log.because).toContain("shows that the app was in use then");
    expect(verdictsOf(silent, "C03", "C13")).toEqual(["C03 NOT OBSERVED", "C13 NOT OBSERVED"]);
  });

  test("every finding and conversation that a claim cites is there; controls were found again, decoys were not", () => {
    for (const result of [leaky, honest, silent]) {
      const ids = new Set(result.findings.map(({ findingId }) => findingId));
      for (const claim of result.claims) for (const id of claim.findingIds) expect(ids.has(id), `${claim.id} ${id}`).toBe(true);
      expect(result.coverage.search.controls.planted).toBeGreaterThan(20);
      expect(result.coverage.search.controls.missed).toEqual([]);
      expect(result.coverage.search.decoys.reduce((hits, decoy) => hits + decoy.hits, 0)).toBe(0);
      expect(result.coverage.captures[0]?.synthetic).toBe(true);
      expect(result.coverage.flights[0]?.coveredShare).toBe(1);
    }
  });
});
