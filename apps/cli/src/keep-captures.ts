/** `creance flows --keep`: captures go into the vault before they are printed. */
import { UserError } from "@creance/core";
import { reportImport } from "./import-report.ts";
import type { NamedCapture } from "./named-captures.ts";
import { withOperation } from "./with-operation.ts";

/** Keeps the captures and says so on standard error. */
export async function keepCaptures(captures: readonly NamedCapture[], vault: string | undefined): Promise<void> {
  if (captures.some(({ path }) => path === "-")) {
    throw new UserError("bad-option", "wrongUse", "Standard input cannot be kept. Nothing was read: write it to a file and name that.");
  }
  const paths = captures.map(({ path }) => path);
  await withOperation(vault === undefined ? {} : { vault }, "any", (operation) =>
    reportImport({ quiet: true }, (handlers) => operation.importPaths(paths, handlers)),
  );
}
