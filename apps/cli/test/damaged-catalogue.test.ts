import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openOperation } from "@creance/server";
import { expect, test } from "vitest";
import { creance, jsonLines, record, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();

test("a deleted catalogue: the list says what is missing from it; one damaged inside: each command says the way out, and it works", async () => {
  const vault = join(folder, "vault");
  writeFileSync(join(folder, "a.txt"), record(1));
  expect((await creance(["import", join(folder, "a.txt"), "--vault", vault])).status).toBe(0);
  for (const name of readdirSync(vault)) if (name.startsWith("catalogue.sqlite")) rmSync(join(vault, name));
  const listed = await creance(["flights", "--json", "--vault", vault]);
  expect([listed.status, listed.stdout, listed.stderr]).toEqual([0, "", expect.stringContaining("not in this list yet: 1 file.")]);
  expect((await creance(["rebuild", "--vault", vault])).status).toBe(0);

  const path = join(vault, "catalogue.sqlite");
  // An original that an older reader read is in the list, or has no flight: nothing is missing.
  const operation = await openOperation({ vaultPath: vault, workers: 1 });
  const [kept] = operation.vault.files({ offset: 0, limit: 1 }).rows;
  const writer = await operation.vault.beginWriting();
  const nothing = { format: null, formatVersion: null, sealed: false, damaged: false, regionSha256: null, sentence: null };
  writer.addReading({
    sha256: kept?.sha256 as string,
    reader: "older/1",
    ...nothing,
    issues: [],
    flights: [],
    capture: null,
    media: null,
    reveals: [],
  });
  writer.release();
  await operation.close();
  expect((await creance(["flights", "--vault", vault])).stderr).toBe("");
  expect((await creance(["rebuild", "--vault", vault])).status).toBe(0);

  // Every page that holds the flight: its row and what points to it, not the pages that say which tables there are.
  const { id } = jsonLines((await creance(["flights", "--json", "--vault", vault])).stdout)[0] as { readonly id: string };
  const file = openSync(path, "r+");
  const bytes = readFileSync(path);
  for (let at = 0; at < bytes.length; at += 4096) {
    if (bytes.subarray(at, at + 4096).includes(id)) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, at);
  }
  closeSync(file);
  const flights = await creance(["flights", "--vault", vault]);
  expect([flights.status, flights.stdout, flights.stderr]).toEqual([4, "", expect.stringContaining("`creance rebuild`")]);
  const checked = await creance(["fsck", "--json", "--vault", vault]);
  expect(checked.status).toBe(1);
  expect(jsonLines(checked.stdout)).toMatchObject([{ checked: 1, damaged: [{ path: "catalogue.sqlite" }], missing: [], extra: [] }]);
  expect((await creance(["rebuild", "--vault", vault])).status).toBe(0);
  const again = await creance(["flights", "--json", "--vault", vault]);
  expect([again.status, jsonLines(again.stdout).length, again.stderr]).toEqual([0, 1, ""]);
  expect((await creance(["fsck", "--vault", vault])).status).toBe(0);
});
