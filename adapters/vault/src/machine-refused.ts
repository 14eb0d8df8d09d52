/** What a failing disk, a missing permission or a full file table means to a person: one sentence, the effect, the way out. */
import { isUserError, UserError } from "@creance/core";

/** Stable codes and their advice. */
const refusals: Readonly<Record<string, { readonly code: string; readonly what: string; readonly advice: string }>> = {
  ENOSPC: { code: "disk-full", what: "the disk is full", advice: "free some space and do it again" },
  EDQUOT: { code: "disk-quota", what: "the quota of this account on the disk is used up", advice: "free some space and do it again" },
  EROFS: { code: "vault-read-only", what: "the disk is read-only", advice: "make it writable or choose another vault with --vault" },
  EACCES: {
    code: "vault-read-only",
    what: "this account may not read or write there",
    advice: "change the permissions or choose another vault with --vault",
  },
  EPERM: {
    code: "vault-read-only",
    what: "this account may not read or write there",
    advice: "change the permissions or choose another vault with --vault",
  },
  EIO: { code: "disk-failed", what: "the disk reported an error", advice: "check the disk, then run `creance fsck`" },
  EMFILE: {
    code: "too-many-open-files",
    what: "this process has too many open files",
    advice: "raise the limit (`ulimit -n`) and do it again",
  },
  ENFILE: { code: "too-many-open-files", what: "this machine has too many open files", advice: "close some programs and do it again" },
  EBUSY: { code: "vault-busy", what: "another process uses the file", advice: "wait for it to end and do it again" },
};

/** SQLite's primary result codes, as the errno that means the same. */
const errnoOfSqlite: Readonly<Record<number, string>> = {
  3: "EACCES",
  5: "EBUSY",
  6: "EBUSY",
  8: "EROFS",
  10: "EIO",
  13: "ENOSPC",
  14: "EACCES",
};

/** SQLite's result codes for a malformed file and for one that is no database. */
const SQLITE_DAMAGED: ReadonlySet<number> = new Set([11, 26]);

/** `doing` and `effect` complete the sentence: "Could not <doing>: <what>; <effect>; <advice>." Anything unknown is returned as it is. */
export function machineRefused(error: unknown, { doing, effect }: { readonly doing: string; readonly effect: string }): unknown {
  if (isUserError(error)) return error;
  const refusal = refusals[errnoOf(error)];
  if (refusal === undefined) return error;
  return new UserError(refusal.code, "machineRefused", `Could not ${doing}: ${refusal.what}; ${effect}; ${refusal.advice}.`, {
    cause: error,
  });
}

/** The errno name of an error of Node or SQLite; empty when it has none. */
export function errnoOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { code, rawCode, message } = error as { readonly code?: unknown; readonly rawCode?: unknown; readonly message?: unknown };
  if (typeof rawCode === "number") return errnoOfSqlite[rawCode & 0xff] ?? "";
  if (typeof code === "string" && code !== "") return code;
  // The driver reports a failed open as plain text that ends in SQLite's code.
  const failedOpen = typeof message === "string" ? /^ConnectionFailed\(.*: (\d+)"\)$/s.exec(message) : null;
  return failedOpen === null ? "" : (errnoOfSqlite[Number(failedOpen[1]) & 0xff] ?? "");
}

/** The error of a writer on a vault that is open for reading only. */
export function readOnlyError(path: string): UserError {
  return new UserError(
    "vault-read-only",
    "machineRefused",
    `The vault ${path} is open for reading only because it cannot be written here; nothing was changed; make it writable or choose another vault with --vault.`,
  );
}

/** The error of a catalogue whose bytes contradict themselves; anything else is returned as it is. */
export function catalogueDamaged(error: unknown): unknown {
  const { rawCode } = (typeof error === "object" && error !== null ? error : {}) as { readonly rawCode?: unknown };
  if (typeof rawCode !== "number" || !SQLITE_DAMAGED.has(rawCode & 0xff)) return error;
  return new UserError(
    "catalogue-damaged",
    "machineRefused",
    "The catalogue of the vault is damaged; the originals and the journal are files of their own; `creance rebuild` makes the catalogue anew from them.",
    { cause: error },
  );
}

/** True for what `catalogueDamaged` makes. */
export function isCatalogueDamaged(error: unknown): boolean {
  return isUserError(error) && error.code === "catalogue-damaged";
}
