/** Whether this machine lets a test take rights away with setpriv, as the gateway does. */
import { spawnSync } from "node:child_process";
import { setprivArguments } from "../../src/process/setpriv-arguments.ts";

const tried = spawnSync("setpriv", [...setprivArguments(null, []), "true"], { encoding: "utf8" });

/** True where it does. */
export const setprivAsSelf = tried.status === 0;
/** For a test's title where it does not: why. */
export const setprivReason = setprivAsSelf ? "" : ` (skipped: setpriv ${tried.error?.message ?? tried.stderr.trim()})`;
