/** The newest session of the gateway's state folder. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@creance/core";
import { type PlaceOptions, stateFolder } from "./hold-options.ts";

/** Its folder. Throws a `UserError` (`no-such-session`) where there is none. */
export function newestSession(options: PlaceOptions): string {
  const folder = join(stateFolder(options), "sessions");
  let names: string[] = [];
  let cause: unknown;
  try {
    names = readdirSync(folder);
  } catch (error) {
    cause = error;
  }
  // Named by their start: the newest is the last.
  const newest = names
    .filter((name) => /^\d{4}-/.test(name))
    .sort()
    .at(-1);
  if (newest !== undefined) return join(folder, newest);
  throw new UserError("no-such-session", "notFound", `There is no session in ${folder}, or it may not be read.`, { cause });
}
