/** The register of requests, folded from the ledger's entries, and what can be counted of it. */
import type { RequestCount, RequestEntry, RequestState } from "./types.ts";

/** Folds entries, oldest first. Settling or disclosing what was never entered says nothing. */
export function foldRequests(entries: Iterable<RequestEntry>): ReadonlyMap<string, RequestState> {
  const requests = new Map<string, RequestState>();
  for (const entry of entries) {
    const known = requests.get(entry.requestId);
    if (entry.kind === "requestEntered") {
      // A second entry for the same request corrects what was written; what happened since stays.
      const { requestId, basis, receivedUs, dueUs, documentHash, timeUs } = entry;
      const before = known ?? { enteredUs: timeUs, decision: "open" as const, decidedUs: null, disclosures: [], documentHashes: [] };
      const documentHashes = [...before.documentHashes, documentHash];
      requests.set(requestId, { ...before, requestId, basis, receivedUs, dueUs, documentHash, documentHashes });
    } else if (known !== undefined && entry.kind === "requestSettled") {
      const { decision, documentHash, timeUs } = entry;
      const documentHashes = [...known.documentHashes, documentHash];
      requests.set(known.requestId, { ...known, decision, decidedUs: decision === "open" ? null : timeUs, documentHash, documentHashes });
    } else if (known !== undefined && entry.kind === "disclosed") {
      const { sha256, shareId, how, timeUs, sequence } = entry;
      const disclosures = [...known.disclosures, { sha256, shareId, how, disclosedUs: timeUs, sequence }];
      requests.set(known.requestId, { ...known, disclosures });
    }
  }
  return requests;
}

/** Counts by year of receipt, basis and decision, in that order; combinations that did not occur are left out. */
export function countRequests(requests: Iterable<RequestState>): readonly RequestCount[] {
  const counts = new Map<string, RequestCount>();
  for (const { receivedUs, basis, decision, disclosures } of requests) {
    const year = new Date(receivedUs / 1000).getUTCFullYear();
    const key = `${year} ${basis} ${decision}`;
    const known = counts.get(key) ?? { year, basis, decision, requests: 0, answered: 0, items: 0 };
    counts.set(key, {
      ...known,
      requests: known.requests + 1,
      answered: known.answered + (disclosures.length > 0 ? 1 : 0),
      items: known.items + new Set(disclosures.map(({ sha256 }) => sha256)).size,
    });
  }
  return [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}
