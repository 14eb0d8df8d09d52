/** `--report FILE`: names that say which kind of report is meant, and files that are written whole or not at all. */
import { accessSync, closeSync, constants, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname, extname } from "node:path";
import { UserError } from "@creance/core";
import { tell } from "./output.ts";

/** Makes a report's bytes, by the ending of its name, in small letters with the dot. */
export type ReportMakers<Result> = Readonly<Record<string, (result: Result) => Promise<Uint8Array>>>;

/** Refuses names of which the kind of report does not follow, and places where none can be written, before any work. */
export function checkReportFiles(paths: readonly string[], endings: readonly string[], nothing: string): void {
  const list = `${endings.slice(0, -1).join(", ")} or ${endings.at(-1)}`;
  for (const path of paths) {
    if (!endings.includes(extname(path).toLowerCase())) {
      throw new UserError("bad-option", "wrongUse", `--report ${path}: the name must end in ${list}. ${nothing}`);
    }
    const folder = dirname(path);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new UserError("no-such-folder", "notFound", `--report ${path}: there is no folder ${folder}. ${nothing}`);
    }
    if (path.endsWith("/") || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw new UserError("bad-option", "wrongUse", `--report ${path}: this is a folder. ${nothing}`);
    }
    try {
      accessSync(folder, constants.W_OK);
    } catch (error) {
      const sentence = `--report ${path}: the folder ${folder} cannot be written to. ${nothing}`;
      throw new UserError("no-permission", "machineRefused", sentence, { cause: error });
    }
  }
}

/** Writes the reports, each whole or not at all. */
export async function writeReportFiles<Result>(result: Result, paths: readonly string[], makers: ReportMakers<Result>): Promise<void> {
  for (const path of paths) {
    const make = makers[extname(path).toLowerCase()];
    if (make === undefined) throw new UserError("bad-option", "wrongUse", `--report ${path}: nobody makes such a report.`);
    const bytes = await make(result);
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
