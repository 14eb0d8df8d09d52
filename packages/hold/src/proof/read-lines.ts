/** Reads a log of JSON lines in pieces: bounded by its longest line, whatever the file's size. */
import type { ProofFiles } from "./bundle.ts";
import type { Findings } from "./findings.ts";
import { type JsonObject, parseObject } from "./json-value.ts";

/** Longest line. */
const MAX_LINE_BYTES = 2 * 1024 * 1024;
const NEWLINE = 10;

/** Hands each line to `take`, which answers whether it is one of this log. What is none is a failure `log-invalid`. Returns the number of lines. */
export async function readLines(files: ProofFiles, name: string, findings: Findings, take: (line: JsonObject, number: number) => boolean) {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let number = 0;
  const finish = (last: Uint8Array): void => {
    number += 1;
    const bytes = held.length === 0 ? last : joined([...held, last], heldBytes + last.byteLength);
    held = [];
    heldBytes = 0;
    const line = bytes.byteLength > MAX_LINE_BYTES ? undefined : parseObject(textOf(decoder, bytes));
    if (line === undefined) findings.fail("log-invalid", `${name}, line ${number}`, "This line is no JSON object.");
    else if (!take(line, number)) findings.fail("log-invalid", `${name}, line ${number}`, "This line is none that this log has.");
  };
  for await (const piece of files.bytes(name)) {
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
      finish(piece.subarray(from, at));
      from = at + 1;
    }
    if (from === piece.byteLength) continue;
    if (heldBytes > MAX_LINE_BYTES) continue;
    held.push(piece.slice(from));
    heldBytes += piece.byteLength - from;
  }
  if (heldBytes > 0) {
    findings.fail("log-invalid", `${name}, line ${number + 1}`, "The last line is cut.");
  }
  return number;
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}

function textOf(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return "";
  }
}
