/** Are the files of a bundle those that its list of hashes names, byte for byte? */
import { type Platform, toHex } from "@creance/core";
import { MAX_SUMS_BYTES, type ProofFiles, proofFileNames } from "./bundle.ts";
import type { Findings } from "./findings.ts";

/** Holds every file against `SHA256SUMS`. */
export async function checkFiles(files: ProofFiles, platform: Pick<Platform, "createHash">, findings: Findings): Promise<void> {
  const names = new Set(files.names());
  const { sums, ...rest } = proofFileNames;
  for (const name of [sums, ...Object.values(rest)]) {
    if (!names.has(name)) findings.fail("file-missing", name, "The bundle has no such file.");
  }
  if (!names.has(sums)) return;
  const listed = new Map<string, string>();
  const lines = (await files.text(sums, MAX_SUMS_BYTES)).split("\n");
  if (lines.pop() !== "") findings.fail("document-invalid", sums, "The last line is cut.");
  for (const [index, line] of lines.entries()) {
    const match = /^([0-9a-f]{64}) {2}([^/\\]{1,255})$/.exec(line);
    if (match === null || listed.has(match[2] as string))
      findings.fail("document-invalid", `${sums}, line ${index + 1}`, "This line names no file with its hash.");
    else listed.set(match[2] as string, match[1] as string);
  }
  let bytes = 0;
  for (const [name, hash] of listed) {
    if (!names.has(name)) {
      findings.fail("file-missing", name, "The list of hashes names a file that the bundle has not.");
      continue;
    }
    const hasher = platform.createHash("sha256");
    for await (const piece of files.bytes(name)) hasher.update(piece);
    bytes += files.sizeBytes(name);
    if (toHex(hasher.digest()) !== hash) findings.fail("file-hash", name, "The file is not the one whose hash was written down.");
  }
  for (const name of names) {
    if (name !== sums && !listed.has(name)) findings.fail("file-unexpected", name, "The list of hashes does not name this file.");
  }
  if (!findings.has("file-missing", "file-hash", "file-unexpected", "document-invalid")) {
    findings.checked.push(`${listed.size} files (${bytes.toLocaleString("en-US")} bytes) are the ones whose hashes were written down.`);
  }
}
