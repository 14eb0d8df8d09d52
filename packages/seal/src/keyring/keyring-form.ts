/**
 * What stands inside a vault's keyring, once age has opened it (docs/formats/keyring.md):
 *
 *     {"format":1,"kind":"creance-keyring","root":"<base64, 32 bytes>","secrets":{"NAME":"VALUE"},"vaultId":"<32 hex>"}
 */
import { FormatError, fromBase64, toBase64, UserError } from "@creance/core";
import { ROOT_BYTES } from "./derived-keys.ts";

/** Everything a keyring holds. */
export interface KeyringContents {
  /** 32 lower-case hexadecimal characters. */
  readonly vaultId: string;
  /** 32 bytes; every key of the vault is derived from it. */
  readonly root: Uint8Array;
  /** Named secrets, e.g. the credentials of a destination. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** Longer keyrings are refused. */
export const MOST_KEYRING_BYTES = 4_194_304;
const FORMAT = 1;
const KIND = "creance-keyring";
const MOST_SECRETS = 200;
const LONGEST_SECRET = 20_000;
const NAME = /^[a-z0-9][a-z0-9._:/-]{0,99}$/i;

/** The keyring as text in bytes. Throws a `UserError` (`bad-secret`, `too-many-secrets`). */
export function writeKeyring({ vaultId, root, secrets }: KeyringContents): Uint8Array {
  if (secrets.size > MOST_SECRETS) {
    throw new UserError("too-many-secrets", "wrongUse", `A keyring holds at most ${MOST_SECRETS} secrets. Nothing was changed.`);
  }
  for (const [name, value] of secrets) checkSecret(name, value);
  const sorted = Object.fromEntries([...secrets].sort(([a], [b]) => (a < b ? -1 : 1)));
  const form = { format: FORMAT, kind: KIND, root: toBase64(root), secrets: sorted, vaultId };
  return new TextEncoder().encode(`${JSON.stringify(form)}\n`);
}

/** Throws a `UserError` (`bad-secret`) when a secret cannot be kept. The value is not repeated. */
export function checkSecret(name: string, value: string): void {
  if (!NAME.test(name)) {
    const sentence = "The name of a secret has up to 100 letters, digits and . _ : / -. Nothing was changed.";
    throw new UserError("bad-secret", "wrongUse", sentence);
  }
  if (value.length > LONGEST_SECRET) {
    throw new UserError("bad-secret", "wrongUse", `The secret "${name}" is longer than ${LONGEST_SECRET} characters. Nothing was changed.`);
  }
}

/** Reads the keyring of a vault. Throws a `FormatError` (`bad-keyring`, `keyring-newer`, `other-vault`). */
export function readKeyring(bytes: Uint8Array, vaultId: string): KeyringContents {
  if (bytes.byteLength > MOST_KEYRING_BYTES) throw fault("bad-keyring", "it is too long");
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw fault("bad-keyring", "it is not JSON");
  }
  if (!isRecord(parsed) || parsed["kind"] !== KIND) throw fault("bad-keyring", "it is not a keyring of Creance");
  const format = parsed["format"];
  if (typeof format === "number" && format > FORMAT) throw fault("keyring-newer", "it was written by a newer program");
  const rootText = parsed["root"];
  const root = typeof rootText === "string" && rootText.length < 100 ? fromBase64(rootText) : undefined;
  const secrets = parsed["secrets"];
  if (format !== FORMAT || root?.byteLength !== ROOT_BYTES || !isRecord(secrets)) throw fault("bad-keyring", "a part of it is missing");
  if (parsed["vaultId"] !== vaultId) throw fault("other-vault", "it belongs to another vault");
  const named = Object.entries(secrets);
  if (named.length > MOST_SECRETS) throw fault("bad-keyring", "it holds too many secrets");
  const read = new Map<string, string>();
  for (const [name, value] of named) {
    if (!NAME.test(name) || typeof value !== "string" || value.length > LONGEST_SECRET)
      throw fault("bad-keyring", "one of its secrets is not one");
    read.set(name, value);
  }
  return { vaultId, root, secrets: read };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Without a cause: that of a JSON fault could quote what was read. */
function fault(code: string, detail: string): FormatError {
  return new FormatError(code, { format: "creance-keyring", offset: 0, field: "contents" }, detail);
}
