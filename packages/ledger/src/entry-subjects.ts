/** Subjects of entries: which kinds belong together for whoever looks for something. */
import type { EntryKind } from "./journal-entry.ts";
import { accessKinds } from "./kinds/access.table.ts";
import { keepKinds } from "./kinds/keep.table.ts";
import { ledgerKinds } from "./kinds/ledger.table.ts";
import { policyKinds } from "./kinds/policy.table.ts";
import { retentionKinds } from "./kinds/retention.table.ts";
import { shareKinds } from "./kinds/share.table.ts";

const tables = {
  keep: keepKinds,
  access: accessKinds,
  policy: policyKinds,
  share: shareKinds,
  retention: retentionKinds,
  ledger: ledgerKinds,
} as const;

/** What an entry is about: what is kept, who looked or connected, policy and consent, sharing, keeping times and requests, the ledger itself. */
export type EntrySubject = keyof typeof tables;

/** The kinds of a subject, in the order of its table. */
export function kindsOfSubject(subject: EntrySubject): readonly EntryKind[] {
  return Object.keys(tables[subject]) as EntryKind[];
}

/** The subject of a kind. */
export function subjectOfKind(kind: EntryKind): EntrySubject {
  const found = (Object.keys(tables) as EntrySubject[]).find((subject) => Object.hasOwn(tables[subject], kind));
  // The tables are the ones that kinds are made of.
  return found as EntrySubject;
}
