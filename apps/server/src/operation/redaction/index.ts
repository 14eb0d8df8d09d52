/** Redaction of files on disk. */
export { type ClaimWish, claimRedaction } from "./claim-redaction.ts";
export { type RedactedFile, type RedactFileOptions, redactFile } from "./redact-file.ts";
export { type RedactedOutput, type RedactFilesOptions, redactFiles } from "./redact-files.ts";
