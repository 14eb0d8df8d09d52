import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openLogFile } from "../../src/keeper/log-file.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "creance-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const noFault = (code: string): void => {
  throw new Error(code);
};

describe("a log", () => {
  test("has every line in order, also after it was opened again", async () => {
    const path = join(folder, "gate.jsonl");
    for (const start of [0, 5000]) {
      const log = await openLogFile(path, { onFault: noFault });
      for (let at = start; at < start + 5000; at++) {
        log.append({ at });
        if (at % 1000 === 0) await log.flush();
      }
      await log.close();
    }
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).at)).toEqual(Array.from({ length: 10_000 }, (_, at) => at));
  });

  test("a full disk is told once", async () => {
    const faults: string[] = [];
    const log = await openLogFile("/dev/full", { onFault: (code) => faults.push(code) });
    for (let at = 0; at < 10; at++) {
      log.append({ at });
      await log.flush();
    }
    await log.close();
    expect(faults).toEqual(["disk-full"]);
  });

  test("is never written through a link", async () => {
    symlinkSync("/dev/null", join(folder, "gate.jsonl"));
    await expect(openLogFile(join(folder, "gate.jsonl"), { onFault: noFault })).rejects.toMatchObject({ code: "ELOOP" });
  });
});
