// Our own result for one capture: rows, report, issues, or the error that ended it.
import { closeSync, openSync, readSync } from "node:fs";
import { nodePlatform } from "../../adapters/node/src/index.ts";
import { createConversationReader } from "../../packages/capture/src/index.ts";

const chunk = new Uint8Array(1 << 20);

/** Reads a capture. Never throws for what the bytes hold; `crash` says when something else went wrong. */
export function readOurs(path) {
  const rows = [];
  const issues = new Map();
  const startedMs = performance.now();
  let report = null;
  let refused = null;
  let crash = null;
  const file = openSync(path, "r");
  try {
    const reader = createConversationReader({
      platform: nodePlatform,
      onConversation: (row) => rows.push(row),
      onIssue: ({ code }) => issues.set(code, (issues.get(code) ?? 0) + 1),
    });
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) reader.push(chunk.subarray(0, length));
    report = reader.end();
  } catch (error) {
    if (error.name === "FormatError") refused = error.code;
    else crash = error.stack ?? String(error);
  } finally {
    closeSync(file);
  }
  return { rows, report, issues, refused, crash, tookMs: performance.now() - startedMs };
}
