/** What happened to a request, from the entries that name it. */
import { readRequestDocument, type requestKinds } from "@creance/policy";
import type { RowOf } from "../retention/ledger-entries.ts";
import type { RequestHappening } from "./types.ts";

type Row = RowOf<(typeof requestKinds)[number]>;

/** Happenings of one request, oldest first; originals that were given in one go are one. `rows`: oldest first. */
export function historyOf(rows: readonly Row[]): readonly RequestHappening[] {
  const happenings: RequestHappening[] = [];
  for (const row of rows) {
    const happening = happeningOf(row);
    const last = happenings.at(-1);
    if (last !== undefined && isSame(last, happening)) happenings.splice(-1, 1, { ...last, what: sumOf(last.what, happening.what) });
    else happenings.push(happening);
  }
  return happenings;
}

function happeningOf({ index, entry, words }: Row): RequestHappening {
  const said = { index, timeUs: entry.timeUs, by: words["byHash"] ?? null };
  if (entry.kind === "requestEntered") return { ...said, what: { kind: "entered" } };
  if (entry.kind === "disclosed") return { ...said, what: { kind: "given", items: 1, how: entry.how, shareId: entry.shareId } };
  const reason = readRequestDocument(words["documentHash"] ?? null)?.decisionReason ?? null;
  return { ...said, what: { kind: "decided", decision: entry.decision, reason } };
}

function isSame(a: RequestHappening, b: RequestHappening): boolean {
  return (
    a.what.kind === "given" &&
    b.what.kind === "given" &&
    a.timeUs === b.timeUs &&
    a.by === b.by &&
    a.what.how === b.what.how &&
    a.what.shareId === b.what.shareId
  );
}

function sumOf(a: RequestHappening["what"], b: RequestHappening["what"]): RequestHappening["what"] {
  return a.kind === "given" && b.kind === "given" ? { ...a, items: a.items + b.items } : a;
}
