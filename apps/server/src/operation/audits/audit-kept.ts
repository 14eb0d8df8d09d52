/** An audit of what the vault keeps, inside a worker: opens the originals, reads the flights, runs the audit, closes everything. */
import type { AuditFlight, AuditResult } from "@creance/audit";
import type { OperatorLookup } from "@creance/capture";
import { openFileSource } from "@creance/node";
import { openBorrowingSource, type Scratch } from "../borrowing-source.ts";
import type { AuditedRecord, AuditParts } from "../read-job.ts";
import { flightTruth } from "./flight-truth.ts";
import { type RunAuditOptions, runAudit } from "./run-audit.ts";

/** What the worker lends. */
export interface AuditTools {
  readonly operators: OperatorLookup | undefined;
  readonly scratch: Scratch;
  /** Hears how many bytes of all captures were read. */
  readonly onProgress: (bytes: number) => void;
}

/** Captures are told to be read at every so many bytes. */
const PROGRESS_BYTES = 4 << 20;

/** Runs the audit. Weak findings are always kept: the page shows them when asked. */
export async function auditKept(
  parts: AuditParts,
  tools: AuditTools,
  more: Pick<RunAuditOptions, "wrapContent"> = {},
): Promise<AuditResult> {
  const flights = await flightsOf(parts.flights);
  const opened: Awaited<ReturnType<typeof openBorrowingSource>>[] = [];
  let told = 0;
  try {
    for (const { path } of parts.captures) opened.push(await openBorrowingSource(path, tools.scratch));
    return await runAudit({
      ...more,
      captures: parts.captures.map(({ name }, at) => ({ name, source: opened[at] as (typeof opened)[number] })),
      keyLogs: parts.keyLogs,
      audit: { ...parts.asked, flights, weak: true },
      operators: tools.operators,
      about: parts.about,
      onProgress(bytes) {
        if (bytes - told < PROGRESS_BYTES) return;
        told = bytes;
        tools.onProgress(bytes);
      },
    });
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
