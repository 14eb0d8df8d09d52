/** Single lines of the file of personal texts. */
import { type FileHandle, open } from "node:fs/promises";
import { MAX_TEXT_LINE_BYTES, type PersonalText, parseText } from "@creance/ledger";
import { errnoOf } from "../machine-refused.ts";

const SHORT_BYTES = 2048;

/** The text whose line starts at a byte of the file; `undefined` when there is none. */
export async function textAt(path: string, start: number): Promise<PersonalText | undefined> {
  const handle = await opened(path);
  if (handle === undefined) return undefined;
  try {
    return await textFrom(handle, start);
  } finally {
    await handle.close();
  }
}

/** The same from an open file. */
export async function textFrom(handle: FileHandle, start: number): Promise<PersonalText | undefined> {
  // Most are short; the second try reads as much as a line can have.
  for (const length of [SHORT_BYTES, MAX_TEXT_LINE_BYTES + 1]) {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await handle.read(bytes, 0, length, start);
    const end = bytes.subarray(0, bytesRead).indexOf(10);
    if (end >= 0) return parseText(bytes.toString("utf8", 0, end));
    if (bytesRead < length) return undefined;
  }
  return undefined;
}

/** An open file; `undefined` when there is none. */
export async function opened(path: string): Promise<FileHandle | undefined> {
  return open(path, "r").catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  });
}
