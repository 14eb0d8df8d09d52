/** Exit status and the last words of a command that failed. */
import { isFormatError, isUserError } from "@creance/core";
import { exitStatus } from "./exit-status.table.ts";
import { tell } from "./output.ts";

export { exitStatus } from "./exit-status.table.ts";

/** Codes of the file system that mean: the machine refused, it is nobody's bug. */
const REFUSED = new Set(["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EIO", "EMFILE", "ENFILE", "ENOMEM", "EADDRINUSE"]);

/** Says in one sentence what went wrong and returns the exit status. The stack is shown only with `CREANCE_DEBUG`. */
export function explain(error: unknown): number {
  if (process.env["CREANCE_DEBUG"] !== undefined && error instanceof Error) tell(error.stack ?? error.message);
  if (isUserError(error)) {
    tell(error.message);
    return error.kind === "machineRefused" ? exitStatus.machineRefused : exitStatus.wrongUse;
  }
  if (isFormatError(error)) {
    tell(error.message);
    return exitStatus.damaged;
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words = error instanceof Error ? error.message : String(error);
  if (REFUSED.has(code)) {
    tell(`The machine refused: ${words}. Nothing that was reported as kept is affected.`);
    return exitStatus.machineRefused;
  }
  tell(`This is our bug: ${words}. Nothing that was reported as kept is affected. Set CREANCE_DEBUG=1 to see where it happened.`);
  return exitStatus.bug;
}
