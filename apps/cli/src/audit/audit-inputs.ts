/** The files that an audit is made from: opened, hashed, and given the names that they have in the report. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { AuditFlight, AuditInput } from "@creance/audit";
import { sniffCapture } from "@creance/capture";
import { type ByteSource, UserError } from "@creance/core";
import { readHead } from "@creance/formats";
import { nodePlatform, openFileSource } from "@creance/node";
import { flightTruth } from "@creance/server";

/** Larger lists and key logs are refused. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

/** Bytes that are hashed at a time. */
const HASHED_BYTES = 1 << 20;

/** A flight as it was named: a file, or the id of a kept flight with the original that holds it. */
export interface NamedFlight {
  readonly path: string;
  /** The file's name in the report. */
  readonly name: string;
  readonly keychain: string | null;
  /** Only the flights with these ids; `null` for all of the file. */
  readonly ids: ReadonlySet<string> | null;
}

/** Reads the flights, with what each file is for the report. Throws `UserError` for a file without any. */
export async function readFlights(
  named: readonly NamedFlight[],
): Promise<{ readonly flights: readonly AuditFlight[]; readonly inputs: readonly AuditInput[] }> {
  const flights: AuditFlight[] = [];
  const inputs: AuditInput[] = [];
  for (const { path, name, keychain, ids } of named) {
    const source = await openInput(path, "flight");
    try {
      const truths = (await flightTruth({ source, fileName: name, keychain })).filter(({ label }) => ids === null || ids.has(label));
      for (const truth of truths) {
        if (flights.some(({ label }) => label === truth.label)) {
          throw new UserError("given-twice", "wrongUse", `The flight ${truth.label} (${name}) was given twice. Nothing was audited.`);
        }
        flights.push(truth);
      }
      const sha256 = truths[0]?.sha256;
      if (sha256 !== undefined && !inputs.some((input) => input.sha256 === sha256)) {
        inputs.push({ role: "flight", name, sizeBytes: source.size, sha256 });
      }
    } finally {
      await source.close();
    }
  }
  // In whatever order they were named: the same flights make the same report.
  return { flights: flights.sort((a, b) => (a.label < b.label ? -1 : 1)), inputs };
}

/** A text file with what it is for the report, where it is called `name`. Throws `UserError` when it is not there or too large. */
export function readTextInput(
  role: AuditInput["role"],
  path: string,
  name = basename(path),
): { readonly text: string; readonly input: AuditInput } {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) throw noSuchFile(role, path, found !== undefined);
  if (found.size > MAX_TEXT_BYTES) throw new UserError("too-large", "wrongUse", `${path} is larger than 256 MB: nothing was read from it.`);
  const bytes = readFileSync(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { text: bytes.toString("utf8"), input: { role, name, sizeBytes: bytes.byteLength, sha256 } };
}

/** Opens a file for reading anywhere in it. Throws `UserError` when there is none. */
export async function openInput(path: string, role: AuditInput["role"]): Promise<ByteSource & { close(): Promise<void> }> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) throw noSuchFile(role, path, found !== undefined);
  return openFileSource(path);
}

/** True for a file that is a packet capture by its first bytes. */
export async function isCapture(path: string): Promise<boolean> {
  const source = await openInput(path, "capture");
  try {
    return sniffCapture(await readHead(source), nodePlatform) > 0;
  } finally {
    await source.close();
  }
}

/** A capture that is given twice would count everything in it twice. Only captures of the same size are compared. */
export async function refuseSameCaptures(captures: readonly { readonly name: string; readonly source: ByteSource }[]): Promise<void> {
  const seen = new Map<string, string>();
  for (const { name, source } of captures) {
    if (captures.filter((other) => other.source.size === source.size).length < 2) continue;
    const sha256 = await hashOf(source);
    const first = seen.get(sha256);
    if (first !== undefined) {
      const other = first === name ? "" : ` (as ${first} too)`;
      throw new UserError("given-twice", "wrongUse", `The capture ${name} was given twice${other}. Nothing was audited.`);
    }
    seen.set(sha256, name);
  }
}

async function hashOf(source: ByteSource): Promise<string> {
  const hash = createHash("sha256");
  for (let start = 0; start < source.size; start += HASHED_BYTES) {
    hash.update(await source.read(start, Math.min(source.size, start + HASHED_BYTES)));
  }
  return hash.digest("hex");
}

/** Two inputs of one name could not be told apart in the command that makes the report again. */
export function refuseSameNames(inputs: readonly AuditInput[]): void {
  const seen = new Map<string, string>();
  for (const { name, sha256 } of inputs) {
    if ((seen.get(name) ?? sha256) !== sha256) {
      throw new UserError(
        "same-name",
        "wrongUse",
        `Two different files are called ${name}: a report could not tell them apart. Rename one.`,
      );
    }
    seen.set(name, sha256);
  }
}

function noSuchFile(role: AuditInput["role"], path: string, isFolder: boolean): UserError {
  const what = { capture: "capture", flight: "flight", keys: "key log", database: "database" }[role as string] ?? `${role} file`;
  const why = isFolder ? `${path} is a folder, and no ${what}: name the files in it.` : `There is no ${what} ${path}.`;
  return new UserError("no-such-file", "notFound", `${why} Nothing was audited.`);
}
