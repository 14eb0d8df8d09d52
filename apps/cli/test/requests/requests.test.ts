import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { creance, jsonLines, temporaryFolder } from "../run-creance.ts";

const folder = temporaryFolder();
const vault = join(folder, "vault");
const requests = (...args: readonly string[]) => creance(["requests", ...args, "--vault", vault]);

test("the register as a person types it", async () => {
  writeFileSync(join(folder, "letter.txt"), "a letter");
  expect((await creance(["import", join(folder, "letter.txt"), "--vault", vault])).status).toBe(0);
  const about = ["--asker", "Harbour\u001b[31m police", "--basis", "warrant", "--scope", "the quay", "--received", "2026-03-03"];
  const added = await requests("add", ...about, "--due", "2026-03-17", "--attach", join(folder, "letter.txt"), "--json");
  expect(added.status).toBe(0);
  const [{ requestId, document }] = jsonLines(added.stdout) as [
    { requestId: string; document: { attachments: readonly { sha256: string; title: string }[] } },
  ];
  const letter = document.attachments[0]?.sha256 as string;
  const early = await requests("disclose", requestId, letter);
  expect([early.status, early.stderr]).toEqual([2, expect.stringContaining("only what was granted is given out")]);
  expect((await requests("decide", requestId.slice(0, 8), "granted", "--reason", "valid")).stdout).toMatch(/warrant {2}granted\n/);
  expect((await requests("disclose", requestId, letter)).stdout).toContain(`(medium)  ${letter}`);
  const shown = await requests("show", requestId);
  expect(shown.stdout).toContain("asked by Harbour·[31m police");
  expect((await requests("report")).stdout).toMatch(/2026 +warrant +granted +1 +1 +1\n/);
}, 180_000);
