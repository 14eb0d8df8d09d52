/** The folder of a session: everything that the gateway records from its start to its end. */
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  lchownSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { UserError } from "@creance/core";
import type { HoldPlan, MachineFacts } from "@creance/hold";
import { primaryGroup } from "../process/setpriv-arguments.ts";

/** `session.json`: what was true at the start. */
export interface SessionDocument {
  readonly format: "creance-hold-session/1";
  readonly version: string;
  readonly startedUs: number;
  readonly mode: "local-data" | "named-services";
  readonly title: string;
  /** The machine as the plan was made with. */
  readonly machine: MachineFacts;
  readonly lan: { readonly interface: string; readonly mac: string | null; readonly ip: string };
  readonly wan: { readonly interface: string; readonly mac: string | null; readonly ip: string | null };
  readonly rulesSha256: string;
  readonly policySha256: string;
  /** SHA-256 of the rules as the kernel lists them (`normalListing`). */
  readonly listingSha256: string;
  readonly relayUid: number | null;
  readonly control: string | null;
}

/** Accounts that share the folder: the recorder owns it (it makes files there all along), the keeper's group writes too. */
export interface FolderOwners {
  readonly keeper: number;
  readonly recorder: number;
  readonly group: number;
}

/** Makes the folder and the files that never change. Returns its path. Throws `UserError` (`state-folder`). */
export function makeSessionFolder(
  stateFolder: string,
  startedUs: number,
  files: Readonly<Record<string, string>>,
  owners: FolderOwners | null,
): string {
  const sessions = join(stateFolder, "sessions");
  try {
    mkdirSync(sessions, { recursive: true });
    // The recorder has an account of its own: it may pass through to its folder, and not list what lies beside it.
    handFolder(sessions, 0o751, owners?.keeper ?? null, owners?.group);
    const folder = freeName(join(sessions, new Date(startedUs / 1000).toISOString().slice(0, 19).replaceAll(":", "-").concat("Z")));
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) writeWhole(join(folder, name), text);
    handFolder(folder, 0o770, owners?.recorder ?? null, owners?.group);
    return folder;
  } catch (error) {
    throw new UserError(
      "state-folder",
      "machineRefused",
      `The session's folder in ${sessions} could not be made (${error instanceof Error ? error.message : String(error)}). Nothing was started, so nothing passes.`,
      { cause: error },
    );
  }
}

/** What `session.json` says. */
export function sessionDocument(
  plan: HoldPlan,
  facts: MachineFacts,
  rest: Pick<SessionDocument, "version" | "startedUs" | "policySha256" | "listingSha256">,
): SessionDocument {
  const { hold, title } = plan.policy;
  if (hold === null) throw new UserError("policy-without-hold", "wrongUse", "The policy says nothing about a gateway (no `hold:`).");
  const find = (name: string) => facts.interfaces.find((one) => one.name === name);
  const wanIp = find(hold.wan.interface)?.addresses.find((address) => !address.includes(":"));
  return {
    format: "creance-hold-session/1",
    ...rest,
    mode: hold.mode,
    title,
    machine: facts,
    lan: { interface: hold.lan.interface, mac: find(hold.lan.interface)?.mac ?? null, ip: hold.lan.address },
    wan: { interface: hold.wan.interface, mac: find(hold.wan.interface)?.mac ?? null, ip: wanIp?.split("/")[0] ?? null },
    rulesSha256: plan.rulesSha256,
    relayUid: plan.relayUid,
    control: hold.control,
  };
}

/** The folders of state and of the control socket, for the keeper's account. Throws `UserError` (`folder`). */
export function prepareFolders(folders: readonly string[], account: number | null): void {
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true });
      // Others may pass through, not look in: the recorder has an account of its own.
      chmodSync(folder, 0o751);
      if (account !== null) chownSync(folder, account, primaryGroup(account));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new UserError(
        "folder",
        "machineRefused",
        `The folder ${folder} could not be made (${why}). Nothing was started, and nothing was changed.`,
        { cause: error },
      );
    }
  }
}

/** The logs belong to the account that goes on writing them. */
export function giveTo(session: string, account: number | null): void {
  if (account === null) return;
  for (const name of ["gate.jsonl", "names.jsonl", "relay.jsonl", "session.json", "policy.yaml", "rules.nft", "listing.jsonl"]) {
    lchownSync(join(session, name), account, primaryGroup(account));
  }
}

/**
 * Mode and owner of a folder itself. Root does this among files of other accounts: a link that one of them left there is never followed, or the
 * gateway's account could be given what is root's.
 */
function handFolder(path: string, mode: number, owner: number | null, group = 0): void {
  const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    fchmodSync(folder, mode);
    if (owner !== null) fchownSync(folder, owner, group);
  } finally {
    closeSync(folder);
  }
}

function freeName(path: string): string {
  let at = 1;
  while (existsSync(at === 1 ? path : `${path}-${at}`)) at++;
  return at === 1 ? path : `${path}-${at}`;
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o640, flag: "wx", flush: true });
  renameSync(`${path}.new`, path);
}
