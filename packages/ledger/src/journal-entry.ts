/**
 * Journal entries: what people decided and what happened to an item, one RFC 8785 JSON object a line. Entries hold ids,
 * hashes and numbers; personal text stands beside the journal under its salted hash (`personal-text.ts`). The kinds and their fields
 * stand in `kinds/`.
 */
import { canonicalJson, UserError } from "@creance/core";
import { accessKinds } from "./kinds/access.table.ts";
import { type Field, type FieldValue, fieldFits } from "./kinds/field.ts";
import { keepKinds } from "./kinds/keep.table.ts";
import { ledgerKinds } from "./kinds/ledger.table.ts";
import { policyKinds } from "./kinds/policy.table.ts";
import { retentionKinds } from "./kinds/retention.table.ts";
import { shareKinds } from "./kinds/share.table.ts";

/** Longest entry in bytes: what a log leaf can carry (tlog-tiles: a 16-bit length). */
export const MAX_ENTRY_BYTES = 65_535;

const kinds = { ...keepKinds, ...accessKinds, ...policyKinds, ...shareKinds, ...retentionKinds, ...ledgerKinds } as const;

/** The word for what an entry says. */
export type EntryKind = keyof typeof kinds;

/** What every entry carries. */
export interface EntryBase {
  /** Place in the journal, counted from 0 without a gap. */
  readonly sequence: number;
  /** When it was written, microseconds since 1970-01-01 UTC. */
  readonly timeUs: number;
}

/** An entry of one kind. */
export type EntryOf<Kind extends EntryKind> = Kind extends EntryKind
  ? EntryBase & { readonly kind: Kind } & {
      readonly [Name in keyof (typeof kinds)[Kind]]: FieldValue<Extract<(typeof kinds)[Kind][Name], Field>>;
    }
  : never;

/** Any entry. */
export type JournalEntry = EntryOf<EntryKind>;

/** Every kind, in the order of the tables. */
export const entryKinds = Object.keys(kinds) as readonly EntryKind[];

/** An entry that has no place in the journal yet. */
export type NewJournalEntry = JournalEntry extends infer Entry ? (Entry extends EntryBase ? Omit<Entry, "sequence"> : never) : never;

/** What a journal line was: an entry, or why not. */
export type ParsedEntry =
  | { readonly ok: true; readonly entry: JournalEntry }
  | {
      readonly ok: false;
      readonly code: "too-long" | "not-json" | "not-canonical" | "bad-field" | "unknown-kind";
      readonly detail: string;
    };

/** The line of an entry, without the line end. Throws a `UserError` (`entry-invalid`, `entry-too-long`) instead of writing a bad one. */
export function formatEntry(entry: JournalEntry): string {
  const problem = problemOf(entry as unknown as Fields);
  if (problem !== undefined) {
    throw new UserError("entry-invalid", "wrongUse", `The journal entry is not valid (${problem.detail}); nothing was written.`);
  }
  const line = canonicalJson(entry as unknown as Readonly<Record<string, string | number | null>>);
  if (new TextEncoder().encode(line).byteLength > MAX_ENTRY_BYTES) {
    throw new UserError("entry-too-long", "wrongUse", `A journal entry is longer than ${MAX_ENTRY_BYTES} bytes; nothing was written.`);
  }
  return line;
}

/** Reads one untrusted journal line. Never throws. */
export function parseEntry(line: string): ParsedEntry {
  if (line.length > MAX_ENTRY_BYTES) return { ok: false, code: "too-long", detail: `longer than ${MAX_ENTRY_BYTES} bytes` };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, code: "not-json", detail: "not JSON" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { ok: false, code: "not-json", detail: "not a JSON object" };
  }
  const fields = value as Fields;
  const problem = problemOf(fields);
  if (problem !== undefined) return problem;
  const entry = value as unknown as JournalEntry;
  // Fields that passed are plain texts and numbers, so writing them again cannot fail; a difference is a second spelling.
  if (canonicalJson(entry as unknown as Readonly<Record<string, string | number | null>>) !== line) {
    return { ok: false, code: "not-canonical", detail: "not in canonical form" };
  }
  return { ok: true, entry };
}

type Fields = Readonly<Record<string, unknown>>;
function problemOf(fields: Fields): Extract<ParsedEntry, { ok: false }> | undefined {
  const kind = fields["kind"];
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) {
    return { ok: false, code: "unknown-kind", detail: "of a kind this program does not know" };
  }
  const wanted: Readonly<Record<string, Field>> = kinds[kind as EntryKind];
  for (const name of Object.keys(fields)) {
    if (name !== "kind" && name !== "sequence" && name !== "timeUs" && !Object.hasOwn(wanted, name)) {
      return { ok: false, code: "bad-field", detail: "it has a field that its kind does not have" };
    }
  }
  const all: Readonly<Record<string, Field>> = { sequence: "count", timeUs: "count", ...wanted };
  for (const [name, expected] of Object.entries(all)) {
    if (!fieldFits(fields[name], expected)) return { ok: false, code: "bad-field", detail: `${name} is missing or not valid` };
  }
  if (kind === "settleMedia") {
    const flight = [fields["flightId"], fields["flightSha256"], fields["segment"]];
    const fitting = fields["word"] === "flight" ? flight.every((value) => value !== null) : flight.every((value) => value === null);
    if (!fitting) return { ok: false, code: "bad-field", detail: "flightId, flightSha256 and segment do not go with word" };
  }
  return undefined;
}
