/** `@creance/ledger`: journal entries, canonical JSON, personal text under salted hashes. */
export type { JsonValue } from "@creance/core";
export { canonicalJson } from "@creance/core";
export type { EntryWords } from "./entry-sentence.ts";
export { entrySentence } from "./entry-sentence.ts";
export type { EntrySubject } from "./entry-subjects.ts";
export { kindsOfSubject, subjectOfKind } from "./entry-subjects.ts";
export type { BagFile } from "./evidence/bag.ts";
export { bagDeclaration, bagFileName, bagInfo, formatManifest, parseManifest } from "./evidence/bag.ts";
export type { CaseAction, CaseFile, CaseInput } from "./evidence/case-graph.ts";
export { caseGraph } from "./evidence/case-graph.ts";
export { verifyScript } from "./evidence/verify-script.table.ts";
export type { EntryBase, EntryKind, EntryOf, JournalEntry, NewJournalEntry, ParsedEntry } from "./journal-entry.ts";
export { entryKinds, formatEntry, MAX_ENTRY_BYTES, parseEntry } from "./journal-entry.ts";
export { isSha256Hex } from "./kinds/field.ts";
export type { AnnotatedField, MediaWord } from "./kinds/keep.table.ts";
export { annotatedFields, mediaWords } from "./kinds/keep.table.ts";
export { clockStarts, disclosureWays, requestBases } from "./kinds/retention.table.ts";
export type { PersonalText } from "./personal-text.ts";
export { formatText, MAX_TEXT_LENGTH, MAX_TEXT_LINE_BYTES, parseText, personalText, SALT_BYTES, textFits } from "./personal-text.ts";
export type { TimestampFault, TimestampReply, TimestampToken } from "./timestamp/timestamp-reply.ts";
export { readTimestampReply, timestampFaults } from "./timestamp/timestamp-reply.ts";
export type { TimestampRequest } from "./timestamp/timestamp-request.ts";
export { readTimestampRequest, timestampRequest } from "./timestamp/timestamp-request.ts";
export type { Checkpoint } from "./tlog/checkpoint.ts";
export { formatCheckpoint, parseCheckpoint } from "./tlog/checkpoint.ts";
export { formatBundle, MAX_BUNDLE_BYTES, MAX_LEAF_BYTES, parseBundle } from "./tlog/entry-bundle.ts";
export type { LedgerProof, ProvenEntry } from "./tlog/proof-file.ts";
export { checkProof, formatProof, parseProof } from "./tlog/proof-file.ts";
export type { TiledLog } from "./tlog/proofs.ts";
export { checkConsistency, checkInclusion, consistencyProof, inclusionProof, rootFromTiles } from "./tlog/proofs.ts";
export type { CheckedSignature, NoteSignature, NoteSigner, NoteVerifier, SignedNote } from "./tlog/signed-note.ts";
export { checkNote, cosignedBytes, formatNote, formatVkey, isKeyName, noteVerifier, parseNote, signNote } from "./tlog/signed-note.ts";
export type { Tile } from "./tlog/tile-path.ts";
export { parseTilePath, partialFolder, TILE_WIDTH, tileAt, tilePath } from "./tlog/tile-path.ts";
export type { ReadTile, TileFile } from "./tlog/tree-builder.ts";
export { readHashes, TreeBuilder } from "./tlog/tree-builder.ts";
export type { Sha256 } from "./tlog/tree-hash.ts";
export { HASH_BYTES, leafHash, nodeHash, sameHash } from "./tlog/tree-hash.ts";
export type {
  LedgerCheck,
  LedgerFailureCode,
  LedgerFinding,
  LedgerRemarkCode,
  LedgerVerdict,
  LedgerWitnessed,
} from "./verify/verdict.ts";
export { ledgerFailures, ledgerRemarks } from "./verify/verdict.ts";
export type { LedgerSource, VerifyLedgerOptions } from "./verify/verify-ledger.ts";
export { verifyLedger } from "./verify/verify-ledger.ts";
export type { Cosigned } from "./witness/add-cosignature.ts";
export { addCosignature } from "./witness/add-cosignature.ts";
export type { WitnessAnswer, WitnessRefusal } from "./witness/witness-checkpoint.ts";
export { witnessCheckpoint, witnessVkey } from "./witness/witness-checkpoint.ts";
export type { WitnessRequest } from "./witness/witness-request.ts";
export { formatWitnessRequest, parseWitnessRequest } from "./witness/witness-request.ts";
