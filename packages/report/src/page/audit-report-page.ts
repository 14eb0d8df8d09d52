/** An audit as a report: the answer, what was not seen, the claims, what was sent, and everything that makes it again. */
import type { AuditResult } from "@creance/audit";
import { claimBlocks } from "./audit-claims.ts";
import { coverageBlocks } from "./audit-coverage.ts";
import { findingBlocks } from "./audit-findings.ts";
import { originBlocks } from "./audit-origin.ts";
import { serverBlocks } from "./audit-servers.ts";
import type { ReportPage } from "./report-page.ts";

/** The page. The same result gives the same page. */
export function auditReportPage(result: AuditResult): ReportPage {
  const { captures, flights } = result.coverage;
  return {
    title: "Did anything leave that should not have?",
    language: "en",
    answer: result.answer,
    foot: `Creance ${result.version} · ${captures.length} ${captures.length === 1 ? "capture" : "captures"}, ${flights.length} ${flights.length === 1 ? "flight" : "flights"} · ${captures.map(({ sha256 }) => sha256.slice(0, 16)).join(", ")}`,
    blocks: [...coverageBlocks(result), ...claimBlocks(result), ...findingBlocks(result), ...serverBlocks(result), ...originBlocks(result)],
  };
}
