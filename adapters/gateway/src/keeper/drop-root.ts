/** From root to the gateway's own account, for good. */
import { UserError } from "@creance/core";
import { primaryGroup } from "../process/setpriv-arguments.ts";

/** Gives root up. Does nothing without root or without the account (a user namespace has one only). Throws where root could be had back. */
export function dropRoot(account: number | undefined): void {
  if (process.getuid?.() !== 0 || account === undefined) return;
  process.setgroups?.([]);
  process.setgid?.(primaryGroup(account));
  process.setuid?.(account);
  let isBack = true;
  try {
    process.setuid?.(0);
  } catch {
    isBack = false;
  }
  if (isBack) throw new UserError("root-stays", "machineRefused", "This process could not give up root. It ends, so nothing passes.");
}
