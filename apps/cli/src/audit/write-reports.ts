/** `--report`: the same result as HTML, PDF or JSON, by the name of the file. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { extname } from "node:path";
import type { AuditResult } from "@creance/audit";
import { UserError } from "@creance/core";
import { tell } from "../output.ts";

const writers = {
  ".json": async (result: AuditResult) => Buffer.from(auditJson(result)),
  ".html": async (result: AuditResult) => {
    const { auditReportPage, pageToHtml } = await import("@creance/report");
    return Buffer.from(pageToHtml(auditReportPage(result)));
  },
  ".pdf": async (result: AuditResult) => {
    const [{ auditReportPage }, { pageToPdf }] = await Promise.all([import("@creance/report"), import("@creance/pdf")]);
    return pageToPdf(auditReportPage(result));
  },
} as const;

/** Refuses names of which the kind of report does not follow, before any work. */
export function checkReportNames(paths: readonly string[]): void {
  for (const path of paths) {
    if (!(extname(path).toLowerCase() in writers)) {
      throw new UserError("bad-option", "wrongUse", `--report ${path}: the name must end in .html, .pdf or .json. Nothing was audited.`);
    }
  }
}

/** The result as JSON: the bytes that a report's hash is about. */
export function auditJson(result: AuditResult): string {
  return `${JSON.stringify(result, null, 1)}\n`;
}

/** Writes the reports, each whole or not at all. */
export async function writeReports(result: AuditResult, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const bytes = await writers[extname(path).toLowerCase() as keyof typeof writers](result);
    const half = `${path}.part`;
    const handle = openSync(half, "w", 0o600);
    try {
      for (let at = 0; at < bytes.byteLength; ) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(half, path);
    tell(`Written: ${path} (${bytes.byteLength} bytes).`);
  }
}
