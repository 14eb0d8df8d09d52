/** `--report`: the same result as HTML, PDF or JSON, by the name of the file. */
import type { AuditResult } from "@creance/audit";
import { checkReportFiles, type ReportMakers, writeReportFiles } from "../report-files.ts";

const makers: ReportMakers<AuditResult> = {
  ".html": async (result) => {
    const { auditReportPage, pageToHtml } = await import("@creance/report");
    return Buffer.from(pageToHtml(auditReportPage(result)));
  },
  ".pdf": async (result) => {
    const [{ auditReportPage }, { pageToPdf }] = await Promise.all([import("@creance/report"), import("@creance/pdf")]);
    return pageToPdf(auditReportPage(result));
  },
  ".json": async (result) => Buffer.from(auditJson(result)),
};

/** Refuses names of which the kind of report does not follow, and places where none can be written, before any work. */
export function checkReportNames(paths: readonly string[]): void {
  checkReportFiles(paths, Object.keys(makers), "Nothing was audited.");
}

/** The result as JSON: the bytes that a report's hash is about. */
export function auditJson(result: AuditResult): string {
  return `${JSON.stringify(result, null, 1)}\n`;
}

/** Writes the reports, each whole or not at all. */
export async function writeReports(result: AuditResult, paths: readonly string[]): Promise<void> {
  await writeReportFiles(result, paths, makers);
}
