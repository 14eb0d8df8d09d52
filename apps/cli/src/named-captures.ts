/** Captures as they are named on the command line: a file, standard input, or the beginning of a kept capture's SHA-256. */
import { statSync } from "node:fs";

/** A capture to read. */
export interface NamedCapture {
  /** What to call it. */
  readonly label: string;
  /** File to read, `-` for standard input. */
  readonly path: string;
  /** SHA-256 of a kept capture that was named by it. */
  readonly sha256?: string;
}

const SHA256_BEGINNING = /^[0-9a-f]{8,64}$/i;

/** Finds each named capture. The vault is opened only where a name is no file, for reading only. Throws `UserError` when there is no such capture. */
export async function namedCaptures(names: readonly string[], vaultPath: () => string): Promise<readonly NamedCapture[]> {
  const isKept = (name: string): boolean => SHA256_BEGINNING.test(name) && statSync(name, { throwIfNoEntry: false }) === undefined;
  const wanted = names.filter(isKept);
  // Loaded late: whoever reads files should not wait for the vault's code.
  const kept = wanted.length === 0 ? undefined : await (await import("./kept-captures.ts")).keptCaptures(wanted, vaultPath());
  return names.map((name) => kept?.get(name) ?? { label: name === "-" ? "standard input" : name, path: name });
}
