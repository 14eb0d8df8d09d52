/** An audit of what the vault keeps, inside a worker: opens the originals, reads the flights, runs the audit, closes everything. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { AuditFlight, AuditOptions, AuditResult } from "@creance/audit";
import type { OperatorLookup } from "@creance/capture";
import { UserError } from "@creance/core";
import { openFileSource } from "@creance/node";
import { openBorrowingSource, type Scratch } from "../borrowing-source.ts";
import type { AuditedRecord, AuditParts } from "../read-job.ts";
import { flightTruth } from "./flight-truth.ts";
import { type RunAuditOptions, runAudit } from "./run-audit.ts";

/** What the worker lends. */
export interface AuditTools {
  readonly operators: OperatorLookup | undefined;
  /** Paths of the operator's own address databases. */
  readonly databases: readonly string[];
  readonly scratch: Scratch;
  /** Hears how many bytes of all captures were read. */
  readonly onProgress: (bytes: number) => void;
}

/** Runs the audit. Weak findings are always kept: the page shows them when asked. */
export async function auditKept(
  parts: AuditParts,
  tools: AuditTools,
  more: Pick<RunAuditOptions, "wrapContent"> & Pick<AuditOptions, "onTrace"> = {},
): Promise<AuditResult> {
  const flights = await flightsOf(parts.flights);
  const opened: Awaited<ReturnType<typeof openBorrowingSource>>[] = [];
  try {
    for (const { path } of parts.captures) opened.push(await openBorrowingSource(path, tools.scratch));
    const result = await runAudit({
      ...(more.wrapContent === undefined ? {} : { wrapContent: more.wrapContent }),
      captures: parts.captures.map(({ name }, at) => ({ name, source: opened[at] as (typeof opened)[number] })),
      keyLogs: parts.keyLogs,
      audit: { ...parts.asked, flights, weak: true, ...(more.onTrace === undefined ? {} : { onTrace: more.onTrace }) },
      operators: tools.operators,
      about: await withDatabases(parts.about, tools.databases),
      onProgress: tools.onProgress,
    });
    parts.captures.forEach(({ sha256, name }, at) => {
      if (result.inputs[at]?.sha256 === sha256) return;
      const sentence = `The kept bytes of ${name} are not those that were kept: its hash differs, so no verdict rests on it. \`creance fsck\` says more.`;
      throw new UserError("original-damaged", "machineRefused", sentence);
    });
    return result;
  } finally {
    await Promise.all(opened.map((source) => source.close()));
  }
}

/** The flights by their ids, whatever the file calls them. */
async function flightsOf(records: readonly AuditedRecord[]): Promise<AuditFlight[]> {
  const flights: AuditFlight[] = [];
  for (const { path, fileName, label, keychain, segment } of records) {
    const source = await openFileSource(path);
    try {
      const found = await flightTruth({ source, fileName, keychain, segment });
      flights.push(...found.map((flight) => ({ ...flight, label })));
    } finally {
      await source.close();
    }
  }
  return flights;
}

/** Opinions of the operator's own databases are part of the result: so are the files. */
async function withDatabases(about: AuditParts["about"], paths: readonly string[]): Promise<AuditParts["about"]> {
  if (paths.length === 0) return about;
  const inputs = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return { role: "database" as const, name: basename(path), sizeBytes: bytes.byteLength, sha256 };
    }),
  );
  const [last] = about.command.slice(-1);
  const options = paths.flatMap((path) => ["--mmdb", basename(path)]);
  return {
    inputs: [...about.inputs, ...inputs],
    command: [...about.command.slice(0, -1), ...options, ...(last === undefined ? [] : [last])],
  };
}
