/** Bytes of what grows: a file that is written to, cut short, replaced; a named pipe. */
import { spawnSync } from "node:child_process";
import { appendFileSync, closeSync, openSync, renameSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { followGrowth, type Growth } from "../src/follow-growth.ts";
import { openFollowStatus, statusLine } from "../src/follow-status.ts";
import { temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const LIMIT_MS = 60_000;

/** Follows and writes down texts and sentences; `until` waits for what was written down. */
function following(path: string) {
  const stop = new AbortController();
  const told: string[] = [];
  let idle = 0;
  const done = (async () => {
    for await (const growth of followGrowth(path, stop.signal)) {
      if (growth.kind === "idle") idle++;
      else told.push(textOf(growth));
    }
  })();
  return {
    told,
    stop,
    done,
    until: (words: readonly string[]) => expect.poll(() => told.join(""), { timeout: LIMIT_MS, interval: 20 }).toBe(words.join("")),
    rest: async () => {
      const before = idle;
      await expect.poll(() => idle > before, { timeout: LIMIT_MS, interval: 20 }).toBe(true);
    },
  };
}

function textOf(growth: Exclude<Growth, { kind: "idle" }>): string {
  return growth.kind === "bytes" ? Buffer.from(growth.bytes).toString() : `<${growth.sentence.split(" ").slice(0, 3).join(" ")}>`;
}

test(
  "a file: what is there, what comes, and what is there when it is stopped",
  async () => {
    const path = join(folder, "grows");
    writeFileSync(path, "one ");
    const follow = following(path);
    await follow.until(["one "]);
    appendFileSync(path, "two ");
    await follow.until(["one two "]);
    await follow.rest();
    appendFileSync(path, "three");
    follow.stop.abort();
    await follow.done;
    expect(follow.told.join("")).toBe("one two three");
  },
  LIMIT_MS,
);

test(
  "a file that is cut short begins anew; one that takes its name is followed after the old one's end",
  async () => {
    const path = join(folder, "changes");
    writeFileSync(path, "first ");
    const follow = following(path);
    await follow.until(["first "]);
    truncateSync(path, 0);
    await follow.until(["first <was cut short>"]);
    appendFileSync(path, "second ");
    await follow.until(["first <was cut short>second "]);
    const old = openSync(path, "a");
    renameSync(path, join(folder, "moved"));
    writeSync(old, "still old ");
    await follow.until(["first <was cut short>second still old "]);
    closeSync(old);
    writeFileSync(path, "new");
    await follow.until(["first <was cut short>second still old <is another file>new"]);
    follow.stop.abort();
    await follow.done;
  },
  LIMIT_MS,
);

const withoutPipes = spawnSync("mkfifo", [join(folder, "pipe")]).status !== 0;
test.skipIf(withoutPipes)(
  "a named pipe: waited for, and over when its writer is gone (skipped without mkfifo)",
  async () => {
    const path = join(folder, "pipe");
    const follow = following(path);
    await follow.rest();
    const writer = openSync(path, "w");
    writeSync(writer, "one ");
    await follow.until(["one "]);
    await follow.rest();
    writeSync(writer, "two");
    closeSync(writer);
    await follow.done;
    expect(follow.told.join("")).toBe("one two");
  },
  LIMIT_MS,
);

test("no file, a folder: refused", async () => {
  for (const path of [join(folder, "missing"), folder]) {
    await expect(following(path).done).rejects.toMatchObject({ name: "UserError", code: "no-such-file" });
  }
});

test("the status changes in place on a terminal, and comes now and then elsewhere, when there is something new", () => {
  const state = { packets: 1204, openFlows: 12, conversations: 40, bytesOut: 1_200_000, bytesRead: 0 };
  expect(statusLine(state, 34_000)).toBe("1,204 packets, 12 open, 40 ended, 1.2 MB out, 34 kB/s");
  const shown = (isTTY: boolean): string[] => {
    const written: string[] = [];
    let nowMs = 0;
    const status = openFollowStatus({ isTTY, write: (text: string) => written.push(text) }, () => nowMs);
    for (nowMs = 0; nowMs <= 21_000; nowMs += 250) status.update({ ...state, bytesRead: Math.min(nowMs, 1000) });
    status.clear();
    return written;
  };
  expect(shown(false)).toEqual([
    "1,204 packets, 12 open, 40 ended, 1.2 MB out, 100 B/s\n",
    "1,204 packets, 12 open, 40 ended, 1.2 MB out, 0 B/s\n",
  ]);
  const terminal = shown(true);
  expect(terminal).toHaveLength(43);
  expect(terminal[0]).toBe("\r\u001b[2K1,204 packets, 12 open, 40 ended, 1.2 MB out, 1.0 kB/s");
  expect(terminal.at(-1)).toBe("\r\u001b[2K");
});
