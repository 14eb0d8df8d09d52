/** Codes of what can be wrong with the files that an operator hands to an audit. */
export const auditFileErrorCodes = {
  "identifiers-invalid": "A list of identifiers is not what the guide describes.",
  "consent-invalid": "A list of consents is not what the guide describes.",
  "statement-invalid": "A statement about the test is not what the guide describes.",
  "own-claims-invalid": "A list of own claims is not what the guide describes.",
  "policy-invalid": "A policy is not what the guide describes.",
} as const;
/** A code of the table. */
export type AuditFileErrorCode = keyof typeof auditFileErrorCodes;
