/**
 * Journal entries: what people decided and what happened to an item, one RFC 8785 JSON object a line. Entries hold ids,
 * hashes and numbers; personal text stands beside the journal under its salted hash (`personal-text.ts`).
 */
import { UserError } from "@creance/core";
import { canonicalJson } from "./canonical-json.ts";

/** Longest entry in bytes: what a log leaf can carry (tlog-tiles: a 16-bit length). */
export const MAX_ENTRY_BYTES = 65_535;

/** What every entry carries. */
export interface EntryBase {
  /** Place in the journal, counted from 0 without a gap. */
  readonly sequence: number;
  /** When it was written, microseconds since 1970-01-01 UTC. */
  readonly timeUs: number;
}

/** The vault was made. */
export interface VaultCreatedEntry extends EntryBase {
  readonly kind: "vaultCreated";
  /** Id of the vault, 32 hexadecimal characters. */
  readonly vaultId: string;
}

/** An original was kept. */
export interface KeptEntry extends EntryBase {
  readonly kind: "kept";
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Salted hash of the name it was found under. */
  readonly fileNameHash: string;
}

/** A damaged original was replaced by whole bytes that were imported again. */
export interface ReplacedEntry extends EntryBase {
  readonly kind: "replaced";
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Size of the damaged file that stood there. */
  readonly foundBytes: number;
}

/** Where a person's words about a flight can stand. */
export const annotatedFields = ["name", "note"] as const;
/** Where a person's words about a flight can stand. */
export type AnnotatedField = (typeof annotatedFields)[number];

/** A person gave a flight a name or a note, or took it away. */
export interface AnnotateEntry extends EntryBase {
  readonly kind: "annotate";
  /** The flight as it was called then. */
  readonly flightId: string;
  /** First original of the flight: the words stay with it, whatever the flight is called later. */
  readonly sha256: string;
  readonly segment: number;
  readonly field: AnnotatedField;
  /** Salted hash of the words; `null`: taken away. */
  readonly textHash: string | null;
}

/** A keychain reply was kept. */
export interface KeychainAddedEntry extends EntryBase {
  readonly kind: "keychainAdded";
  /** The sealed original it belongs to. */
  readonly sha256: string;
  /** SHA-256 of the reply as given. */
  readonly replySha256: string;
  readonly sizeBytes: number;
}

/** Any entry. */
export type JournalEntry = VaultCreatedEntry | KeptEntry | ReplacedEntry | AnnotateEntry | KeychainAddedEntry;

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
type FieldKind = "count" | "sha256" | "id" | "shortId" | "sha256OrNull" | "field";

/** Fields of each kind, beside `kind`, `sequence` and `timeUs`. */
const fieldsOfKind: Readonly<Record<JournalEntry["kind"], Readonly<Record<string, FieldKind>>>> = {
  vaultCreated: { vaultId: "id" },
  kept: { sha256: "sha256", sizeBytes: "count", fileNameHash: "sha256" },
  replaced: { sha256: "sha256", sizeBytes: "count", foundBytes: "count" },
  annotate: { flightId: "shortId", sha256: "sha256", segment: "count", field: "field", textHash: "sha256OrNull" },
  keychainAdded: { sha256: "sha256", replySha256: "sha256", sizeBytes: "count" },
};

function problemOf(fields: Fields): Extract<ParsedEntry, { ok: false }> | undefined {
  const kind = fields["kind"];
  if (typeof kind !== "string" || !Object.hasOwn(fieldsOfKind, kind)) {
    return { ok: false, code: "unknown-kind", detail: "of a kind this program does not know" };
  }
  const wanted = fieldsOfKind[kind as JournalEntry["kind"]];
  for (const name of Object.keys(fields)) {
    if (name !== "kind" && name !== "sequence" && name !== "timeUs" && !Object.hasOwn(wanted, name)) {
      return { ok: false, code: "bad-field", detail: "it has a field that its kind does not have" };
    }
  }
  const all: Readonly<Record<string, FieldKind>> = { sequence: "count", timeUs: "count", ...wanted };
  for (const [name, expected] of Object.entries(all)) {
    if (!fits(fields[name], expected)) return { ok: false, code: "bad-field", detail: `${name} is missing or not valid` };
  }
  return undefined;
}

function fits(value: unknown, kind: FieldKind): boolean {
  if (kind === "count") return Number.isSafeInteger(value) && (value as number) >= 0;
  if (kind === "sha256OrNull") return value === null || isSha256Hex(value);
  if (kind === "sha256") return isSha256Hex(value);
  if (kind === "field") return (annotatedFields as readonly unknown[]).includes(value);
  return typeof value === "string" && (kind === "id" ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{16}$/).test(value);
}

/** True for 64 lower-case hexadecimal characters. */
export function isSha256Hex(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}
