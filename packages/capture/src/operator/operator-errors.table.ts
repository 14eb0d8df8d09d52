/**
 * Every code that the readers of operator data throw. The same list stands in docs/formats/operator-lookup.md; a test compares the two.
 */
export const operatorErrorCodes = {
  "operators-not-ours": "The bytes do not start like a lookup file.",
  "operators-version": "The lookup file is of an edition that this reader does not know.",
  "operators-cut": "The lookup file ends before what it announces.",
  "operators-limit": "A count in the lookup file is above its limit.",
  "operators-unsorted": "Range starts do not rise, so nothing could be found in them.",
  "operators-bad-value": "A range points at a label that is not there, or a text is not what it must be.",
  "operators-trailing": "Bytes follow the last database.",
  "mmdb-no-metadata": "No metadata marker stands in the last 128 KiB: this is no MMDB file.",
  "mmdb-bad-metadata": "The metadata lacks what is needed to read the tree, or is of another edition.",
  "mmdb-bad-tree": "The tree does not fit into the file.",
  "mmdb-bad-data": "A data record is damaged or reaches beyond its section.",
  "mmdb-limit": "A count in the file is above its limit.",
  "mmdb-no-answers": "No record holds a country or an operator.",
} as const;

/** A code of `operatorErrorCodes`. */
export type OperatorErrorCode = keyof typeof operatorErrorCodes;
