/** Requests for data as the page shows them. */
import type { DataRequestCount, DataRequestRow, RequestDetail, RequestOverview } from "@creance/api";
import { disclosureWays, requestBases } from "@creance/ledger";
import type { DisclosureWay, RequestBasis, RequestCount, RequestDecision } from "@creance/policy";
import type { Vault } from "@creance/vault";
import type { RequestHappening, RequestRow, Requests } from "../operation/requests/types.ts";

const basisWords: Readonly<Record<RequestBasis, string>> = {
  warrant: "Warrant",
  "court-order": "Court order",
  subpoena: "Subpoena",
  statute: "Statute",
  consent: "Consent",
  "public-records": "Public records",
  "subject-access": "Access to one's own data",
  emergency: "Emergency",
  other: "Other",
};
const decisionWords: Readonly<Record<RequestDecision, string>> = {
  open: "open",
  granted: "granted",
  partly: "granted in part",
  refused: "refused",
  withdrawn: "withdrawn",
};
const wayWords: Readonly<Record<DisclosureWay, string>> = {
  share: "by a share",
  export: "as an exported file",
  medium: "on a medium",
  shown: "by showing it",
};
const decisions: readonly RequestDecision[] = ["granted", "partly", "refused", "withdrawn", "open"];

/** Everything the page lists. */
export async function requestOverview(requests: Requests): Promise<RequestOverview> {
  const [rows, counts] = await Promise.all([requests.list(), requests.counts()]);
  const shown = rows.map(rowOf).toReversed();
  return {
    sentence: overviewSentence(shown),
    requests: shown,
    counts: counts.map(countOf),
    bases: requestBases.map((word) => ({ word, title: basisWords[word] })),
    decisions: decisions.map((word) => ({ word, title: decisionWords[word] })),
    ways: disclosureWays.filter((word) => word !== "share").map((word) => ({ word, title: wayWords[word] })),
  };
}

/** One request with everything that is known of it. */
export async function requestDetail(requests: Requests, vault: Vault, requestId: string): Promise<RequestDetail> {
  const [row, history] = await Promise.all([requests.show(requestId), requests.history(requestId)]);
  const { document } = row;
  return {
    row: rowOf(row),
    enteredUs: row.enteredUs,
    written:
      document === null
        ? null
        : {
            asker: document.asker,
            reference: document.reference,
            scope: document.scope,
            decisionReason: document.decisionReason,
            notes: document.notes,
            papers: document.attachments.map(({ sha256, title }) => ({ sha256, title, sizeBytes: vault.originalSize(sha256) ?? null })),
          },
    given: row.disclosures.map(({ sha256, shareId, how, disclosedUs }) => ({
      sha256,
      name: vault.fileName(sha256)?.split("/").at(-1) ?? null,
      flightId: vault.reading(sha256)?.flightIds[0] ?? null,
      shareId,
      wayWords: wayWords[how],
      givenUs: disclosedUs,
    })),
    history: history.map((happening) => ({
      index: happening.index,
      timeUs: happening.timeUs,
      sentence: happeningSentence(happening),
      reason: happening.what.kind === "decided" ? happening.what.reason : null,
    })),
  };
}

function overviewSentence(rows: readonly DataRequestRow[]): string {
  if (rows.length === 0) return "Nobody has asked for data, as far as this register says.";
  const open = rows.filter(({ decision }) => decision === "open").length;
  const late = rows.filter(({ isLate }) => isLate).length;
  const items = rows.reduce((sum, { itemsGiven }) => sum + itemsGiven, 0);
  const answered = rows.filter(({ itemsGiven }) => itemsGiven > 0).length;
  const given =
    answered === 0 ? "nothing was given out" : `${counted(items, "item was", "items were")} given out because of ${answered} of them`;
  return `${counted(rows.length, "request")}: ${open === 0 ? "none is open" : `${open} open`}, ${late === 0 ? "none is late" : `${late} late`}; ${given}.`;
}

function happeningSentence({ by, what }: RequestHappening): string {
  const who = by ?? "Somebody (erased)";
  if (what.kind === "entered") return `${who} entered the request.`;
  if (what.kind === "decided") {
    return what.decision === "open" ? `${who} opened it again.` : `${who} decided it: ${decisionWords[what.decision]}.`;
  }
  return `${who} entered that ${counted(what.items, "original was", "originals were")} given out ${wayWords[what.how]}.`;
}

function rowOf({ requestId, basis, receivedUs, dueUs, decision, decidedUs, isLate, document, disclosures }: RequestRow): DataRequestRow {
  return {
    requestId,
    basis,
    basisWords: basisWords[basis],
    receivedUs,
    dueUs,
    decision,
    decisionWords: decisionWords[decision],
    decidedUs,
    isLate,
    asker: document?.asker ?? null,
    scope: document?.scope ?? null,
    itemsGiven: new Set(disclosures.map(({ sha256 }) => sha256)).size,
  };
}

function countOf({ year, basis, decision, requests, answered, items }: RequestCount): DataRequestCount {
  return { year, basisWords: basisWords[basis], decisionWords: decisionWords[decision], requests, answered, items };
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
