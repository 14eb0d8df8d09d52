/** `--report`: the same result as HTML, PDF or JSON, by the name of the file. */
import { accessSync, closeSync, constants, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname, extname } from "node:path";
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

/** Refuses names of which the kind of report does not follow, and places where none can be written, before any work. */
export function checkReportNames(paths: readonly string[]): void {
  for (const path of paths) {
    if (!(extname(path).toLowerCase() in writers)) {
      throw new UserError("bad-option", "wrongUse", `--report ${path}: the name must end in .html, .pdf or .json. Nothing was audited.`);
    }
    const folder = dirname(path);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new UserError("no-such-folder", "notFound", `--report ${path}: there is no folder ${folder}. Nothing was audited.`);
    }
    if (path.endsWith("/") || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw new UserError("bad-option", "wrongUse", `--report ${path}: this is a folder. Nothing was audited.`);
    }
    try {
      accessSync(folder, constants.W_OK);
    } catch (error) {
      throw new UserError(
        "no-permission",
        "machineRefused",
        `--report ${path}: the folder ${folder} cannot be written to. Nothing was audited.`,
        {
          cause: error,
        },
      );
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
    try {
      const handle = openSync(half, "w", 0o600);
      try {
        for (let at = 0; at < bytes.byteLength; ) at += writeSync(handle, bytes, at);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      renameSync(half, path);
    } catch (error) {
      rmSync(half, { force: true });
      const why = error instanceof Error ? error.message : String(error);
      throw new UserError("not-written", "machineRefused", `The report ${path} was not written: ${why}.`, { cause: error });
    }
    tell(`Written: ${path} (${bytes.byteLength} bytes).`);
  }
}
