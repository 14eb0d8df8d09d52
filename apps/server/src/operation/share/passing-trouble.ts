/** Trouble after which a share can go on where it stopped: a cut line, a stop by the person, a full disk, a process that ended. */
import { isUserError } from "@creance/core";

/** Codes of such trouble. Everything else says that the destination, the policy or the data is not what it must be. */
const passing: ReadonlySet<string> = new Set([
  "stopped",
  "closed",
  "access-denied",
  "clock-set-back",
  "clock-skew",
  "courier-ended",
  "destination-timeout",
  "destination-unreachable",
  "disk-failed",
  "disk-full",
  "no-credentials",
  "passphrase-needed",
  "key-file-missing",
  "ledger-damaged",
  "ledger-forked",
  "server-failed",
  "vault-read-only",
]);

/** True for trouble that passes. What is no `UserError` is our bug: the share is left as it is. */
export function isPassing(error: unknown): boolean {
  return !isUserError(error) || passing.has(error.code);
}
