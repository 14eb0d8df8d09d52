/** A policy file from a path: read within its bound, before anything looks at it. */
import { closeSync, openSync, readSync } from "node:fs";
import { UserError } from "@creance/core";

/** Bytes of a file that are read: the reader's bound in characters, each of at most four bytes, and one more to see that it is longer. */
const MOST_BYTES = 4 * 1024 * 1024 + 1;

/** The text. Throws `UserError` when there is no such file or its bytes are no UTF-8. */
export function readPolicyFile(path: string): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP" || code === "ENAMETOOLONG")
      throw new UserError("no-such-file", "notFound", `There is no policy file ${path}.`, { cause: error });
    throw error;
  }
  try {
    const bytes = Buffer.alloc(MOST_BYTES);
    let length = 0;
    for (let more = 1; more > 0 && length < MOST_BYTES; length += more) more = readSync(file, bytes, length, MOST_BYTES - length, null);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
  } catch (error) {
    if (error instanceof TypeError)
      throw new UserError("policy-invalid", "wrongUse", `${path} is not a text in UTF-8, so it is no policy.`, { cause: error });
    if (error instanceof Error && "code" in error && error.code === "EISDIR")
      throw new UserError("no-such-file", "notFound", `${path} is a folder; a policy is a file.`, { cause: error });
    throw error;
  } finally {
    closeSync(file);
  }
}
