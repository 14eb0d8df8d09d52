/**
 * Every code that the flight record reader and the keychain functions report, with its meaning. The same list stands in
 * docs/formats/dji-flight-record.md; a test compares the two.
 */

/** Codes of the `FormatError`s that the reader throws: nothing can be read. */
export const djiErrorCodes = {
  "too-short": "The file is shorter than the 12 bytes that every record file starts with.",
  "bad-version": "Byte 10 holds no known format version (1 to 14).",
  "no-records": "No record could be framed and there are no readable details: this is no flight record, or nothing of it is left.",
} as const;

/** Codes of the issues that the reader yields: damage that was met and read past. */
export const djiIssueCodes = {
  truncated: "The file ends inside a record; everything before it was read.",
  "stray-bytes": "Bytes that frame as no record were skipped; reading went on at the next records.",
  "not-closed": "No end marker closes the records: the app did not finish this file, so its details cannot be trusted.",
  "details-missing": "The details are not where the prefix says, usually because the file was cut; aircraft and times come from records.",
  "details-cut": "The file ends inside the details; what is not there was left out.",
  "blocks-unreadable": "The blocks before the records (version 13 and 14) do not fit together; details or department may be missing.",
  "source-shrank": "The file became shorter while it was read; everything up to there was read.",
  "gave-up": "A long stretch holds no record at all; the rest of the file was not searched.",
  "short-record": "A record is too short for its type and was kept undecoded.",
  "picture-cut": "An embedded picture ends with the file, before its own end.",
  "picture-lengths": "The picture lengths in the details do not fit; the pictures were found by their own structure.",
  sealed: "Records are encrypted and no key for them was given; they are counted, not read.",
  "wrong-key": "A key was given that does not open its records; they count as sealed.",
  "chain-broken": "A record follows damage and cannot be decrypted reliably; it counts as sealed.",
  "implausible-position": "A decrypted position is outside the range of latitude and longitude; it was left out and counts as sealed.",
  "too-many-keys": "More keychain entries than a flight can have; the rest were ignored.",
  "too-many-issues": "More issues were met than are listed.",
} as const;

/** Codes of the `UserError`s for keychain replies. */
export const djiKeychainErrorCodes = {
  "keychain-not-json": "The keychain reply is not JSON.",
  "keychain-refused": "The reply carries an error instead of keys.",
  "keychain-shape": "The reply holds no list of keychain groups, or a key in it is malformed.",
  "keychain-too-large": "The reply is larger than any keychain reply can be.",
  "keychain-nothing-to-request": "The record holds no wrapped keys, so there is nothing to request.",
} as const;

/** Code of a `FormatError` of this reader. */
export type DjiErrorCode = keyof typeof djiErrorCodes;
/** Code of an issue of this reader. */
export type DjiIssueCode = keyof typeof djiIssueCodes;
/** Code of a `UserError` of the keychain functions. */
export type DjiKeychainErrorCode = keyof typeof djiKeychainErrorCodes;
