/** Audits a capture of the sample operation with what belongs to it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nodePlatform } from "../../../adapters/node/src/index.ts";
import { type AuditResult, readConsent, readIdentifiers, readStatement } from "../../../packages/audit/src/index.ts";
import type { SampleAudit } from "../../../packages/sample/src/index.ts";
import { sampleTruth } from "../truth.ts";
import { auditCapture } from "./audit-capture.ts";

/** Without weak findings, as the program shows them. */
export async function auditSample(sample: SampleAudit | undefined): Promise<AuditResult> {
  if (sample === undefined) throw new Error("there is no such capture in the sample operation");
  const bytes = readFileSync(fileURLToPath(new URL(`../../../fixtures/sample-operation/${sample.capture}`, import.meta.url)));
  const { flight } = await sampleTruth(sample.flight, sample.identifiers);
  return auditCapture(new Uint8Array(bytes), {
    platform: nodePlatform,
    flights: [flight],
    identifiers: readIdentifiers(JSON.stringify(sample.identifiers)),
    consents: readConsent(JSON.stringify(sample.consents)),
    statement: readStatement(JSON.stringify(sample.statement)),
    weak: false,
    ownClaims: [],
    policies: [],
  });
}
