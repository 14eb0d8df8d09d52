/** Runs the real command, as a person would. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { nodePlatform } from "@creance/node";
import { makeRecord } from "@creance/sample";
import { afterAll } from "vitest";

/** The command as a file for Node: what was built where the test run says that it is fresh (it starts seven times faster), else the source. */
export const command = fileURLToPath(
  new URL(process.env["CREANCE_TEST_BUILT"] === "1" ? "../../../dist/server/creance.js" : "../bin/creance.mjs", import.meta.url),
);

/** What a run gave. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command; `uid` runs it as another user. */
export function startCreance(
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly uid?: number } = {},
): ChildProcessByStdio<null, Readable, Readable> {
  const env = { ...process.env, CREANCE_CONFIG: "/nonexistent/creance.json", ...options.env };
  const user = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  return spawn(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "pipe"], env, ...user });
}

/** Runs the command to its end. */
export function creance(args: readonly string[], options: Parameters<typeof startCreance>[1] = {}): Promise<Ran> {
  const child = startCreance(args, options);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}

/** The JSON lines of an output. */
export function jsonLines(stdout: string): unknown[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}

/** A folder that is removed after the tests of this file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "creance-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A small readable record; each seed gives another flight. */
export function record(seed: number, sizeBytes = 40_000): Uint8Array {
  return makeRecord(seed, { platform: nodePlatform, sizeBytes }).bytes;
}
