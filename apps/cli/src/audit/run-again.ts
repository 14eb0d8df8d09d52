/** `--again report.json`: the same audit from the same files, wherever they lie now, found by their hashes. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { AuditInput, AuditResult } from "@creance/audit";
import { UserError } from "@creance/core";

/** Files of a folder that are looked at. */
const MAX_FILES = 10_000;
const READ_BYTES = 1 << 20;

/** What a report says it was made from. */
export interface ReportToRepeat {
  /** The report's own bytes. */
  readonly text: string;
  readonly version: string;
  readonly inputs: readonly AuditInput[];
  readonly command: readonly string[];
  /** Ids of the flights that it is about. */
  readonly flights: ReadonlySet<string>;
  /** Those of them whose positions were read. */
  readonly opened: ReadonlySet<string>;
}

/** Reads a report. Throws `UserError` for what is none. */
export function readReport(path: string): ReportToRepeat {
  const refused = (why: string): UserError =>
    new UserError("no-report", "wrongUse", `${path} is no report that can be made again: ${why}. Nothing was audited.`);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new UserError("no-such-file", "notFound", `There is no report ${path}.`);
  const text = readFileSync(path, "utf8");
  let result: Partial<AuditResult> | null;
  try {
    result = JSON.parse(text) as Partial<AuditResult> | null;
  } catch {
    throw refused("it is not JSON");
  }
  if (result?.format !== "creance-audit/1" || !Array.isArray(result.inputs) || !Array.isArray(result.command)) {
    throw refused("it was not written by `creance audit --report NAME.json`");
  }
  return {
    text,
    version: String(result.version),
    inputs: result.inputs,
    command: result.command,
    flights: new Set((result.coverage?.flights ?? []).map(({ label }) => label)),
    opened: new Set((result.coverage?.flights ?? []).filter(({ points }) => points > 0).map(({ label }) => label)),
  };
}

/** Finds the inputs among files and folders (not into folders of folders). Throws `UserError` that names what is missing. */
export async function findInputs(inputs: readonly AuditInput[], places: readonly string[]): Promise<ReadonlyMap<AuditInput, string>> {
  const sizes = new Set(inputs.map(({ sizeBytes }) => sizeBytes));
  const byHash = new Map<string, string>();
  for (const path of filesAt(places)) {
    const { size } = statSync(path);
    if (sizes.has(size)) byHash.set(await hashOf(path), path);
  }
  const found = new Map<AuditInput, string>();
  const missing: string[] = [];
  for (const input of inputs) {
    const path = byHash.get(input.sha256);
    if (path === undefined) missing.push(`${input.name} (${input.role}, SHA-256 ${input.sha256})`);
    else found.set(input, path);
  }
  if (missing.length > 0) {
    throw new UserError("missing-inputs", "notFound", `Not among the files given: ${missing.join("; ")}. Nothing was audited.`);
  }
  return found;
}

function* filesAt(places: readonly string[]): Generator<string> {
  let count = 0;
  for (const place of places) {
    const found = statSync(place, { throwIfNoEntry: false });
    if (found === undefined) throw new UserError("no-such-file", "notFound", `There is no file or folder ${place}. Nothing was audited.`);
    const paths = found.isDirectory() ? readdirSync(place).map((name) => join(place, name)) : [place];
    for (const path of paths) {
      if (++count > MAX_FILES)
        throw new UserError("too-many-files", "wrongUse", `More than ${MAX_FILES} files in ${place}. Name the files themselves.`);
      if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) yield path;
    }
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await open(path, "r");
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, null);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
