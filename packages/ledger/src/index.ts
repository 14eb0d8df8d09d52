/** `@creance/ledger`: journal entries, canonical JSON, personal text under salted hashes. */
export type { JsonValue } from "./canonical-json.ts";
export { canonicalJson } from "./canonical-json.ts";
export type {
  AnnotatedField,
  AnnotateEntry,
  EntryBase,
  JournalEntry,
  KeptEntry,
  KeychainAddedEntry,
  NewJournalEntry,
  ParsedEntry,
  ReplacedEntry,
  VaultCreatedEntry,
} from "./journal-entry.ts";
export { annotatedFields, formatEntry, isSha256Hex, MAX_ENTRY_BYTES, parseEntry } from "./journal-entry.ts";
export type { PersonalText } from "./personal-text.ts";
export { formatText, MAX_TEXT_LENGTH, MAX_TEXT_LINE_BYTES, parseText, personalText, SALT_BYTES, textFits } from "./personal-text.ts";
