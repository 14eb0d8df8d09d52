/** The manifests that were in force: each as a signed note, in a file named by the SHA-256 of its text. The journal says which one holds. */
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { manifestSha256, type PrivacyManifest, readManifest } from "@creance/policy";
import type { LedgerRow, Vault } from "@creance/vault";
import { writeDurably } from "../keyring/durable-file.ts";
import type { PolicyInForce } from "./types.ts";

/** Folder of the vault with the manifests. */
const FOLDER = "policy";
/** Bytes of a note that are read. */
const MOST_BYTES = 8 * 1024 * 1024;

/** The manifest of the newest entry that set one; `null`: there is none. Throws a `UserError` when its text is not what was entered. */
export async function policyInForce(vault: Vault): Promise<PolicyInForce | null> {
  const row = await newestRow(vault);
  if (row === null || row.entry.kind !== "policySet") return null;
  const { policySha256: sha256, timeUs } = row.entry;
  const note = await readNote(vault, sha256);
  const manifest = note === null ? null : manifestOf(note);
  if (note === null || manifest === null || manifestSha256(manifest, nodePlatform) !== sha256) {
    throw new UserError(
      "policy-damaged",
      "machineRefused",
      `The privacy manifest ${sha256.slice(0, 16)} that is in force is ${note === null ? "missing" : "not as it was entered"} (${FOLDER}/${sha256}.note in the vault). Nothing is shared until it is set anew: creance policy set FILE.`,
    );
  }
  return { manifest, sha256, note, setUs: timeUs };
}

/** Keeps a manifest's signed note; durable when it resolves. */
export async function keepPolicy(vault: Vault, sha256: string, note: string): Promise<void> {
  await mkdir(join(vault.path, FOLDER), { recursive: true, mode: 0o700 });
  await writeDurably(notePath(vault, sha256), new TextEncoder().encode(note), "replace");
}

async function newestRow(vault: Vault): Promise<LedgerRow | null> {
  for (let offset = 0; ; offset += 100) {
    const { rows } = await vault.ledger.entries({ kinds: ["policySet"], offset, limit: 100 });
    const found = rows.find(({ entry }) => entry.kind === "policySet" && entry.which === "manifest");
    if (found !== undefined || rows.length < 100) return found ?? null;
  }
}

async function readNote(vault: Vault, sha256: string): Promise<string | null> {
  try {
    const bytes = await readFile(notePath(vault, sha256));
    return bytes.byteLength > MOST_BYTES ? null : bytes.toString("utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function manifestOf(note: string): PrivacyManifest | null {
  try {
    return readManifest(note);
  } catch (error) {
    if (error instanceof Error && error.name === "UserError") return null;
    throw error;
  }
}

function notePath(vault: Vault, sha256: string): string {
  return join(vault.path, FOLDER, `${sha256}.note`);
}
