/** An operator's own address databases: what is read from them, what is refused, and that kept captures are looked up in them. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseIpAddress } from "@creance/capture";
import { memorySource } from "@creance/core";
import { expect, test } from "vitest";
import { v4Path, writeMmdb } from "../../../../packages/capture/test/operator/write-mmdb.ts";
import { loadOperators } from "../../src/operation/load-operators.ts";
import { openOperation } from "../../src/operation/open-operation.ts";
import { checkOwnDatabases, readOwnDatabases } from "../../src/operation/own-databases.ts";
import type { ImportItem } from "../../src/operation/types.ts";
import { madeCapture } from "./made-captures.ts";
import { temporaryFolder } from "./made-files.ts";

const folder = temporaryFolder();
const at = { recordBits: 24, ipVersion: 4 } as const;
const network = v4Path("11.22.33.0/24");

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

const countries = file("My Countries.MMDB", writeMmdb([[network, { country: { iso_code: "NL" } }]], at));
const both = file(
  "both.mmdb",
  writeMmdb([[network, { country_code: "DE", autonomous_system_number: 64_500, autonomous_system_organization: "Own Networks" }]], at),
);

test("one file may know countries, operators or both; it is named after itself, once", () => {
  expect(readOwnDatabases([countries, both]).map(({ kind, name, date }) => [kind, name, date])).toEqual([
    ["country", "my-countries", "2026-06-17"],
    ["operator", "both", "2026-06-17"],
    ["country", "both", "2026-06-17"],
  ]);
  const again = file("again/both.mmdb", writeMmdb([[network, { country_code: "FR" }]], at));
  expect(readOwnDatabases([both, again, countries], ["my-countries"]).map(({ name }) => name)).toEqual([
    "both",
    "both",
    "both-2",
    "my-countries-2",
  ]);
});

test("beside the built-in ones, or alone", () => {
  const builtIn = loadOperators()?.databases ?? [];
  const lookup = loadOperators([both]);
  const databases = lookup?.databases ?? [];
  expect(databases.slice(0, builtIn.length)).toEqual(builtIn);
  expect(databases.slice(builtIn.length).map(({ kind, name }) => [kind, name])).toEqual([
    ["operator", "both"],
    ["country", "both"],
  ]);
  const address = parseIpAddress("11.22.33.44");
  const answer = address === undefined ? undefined : lookup?.lookup(address);
  expect(answer).toMatchObject({ asn: 64_500, operator: "Own Networks" });
  expect(answer?.countries.at(-1)).toEqual({ database: "both", date: "2026-06-17", country: "DE" });
});

test("what is no such database is refused by name", () => {
  const text = file("text.mmdb", "no database at all");
  const empty = file("empty.mmdb", writeMmdb([[network, { city: "Somewhere" }]], at));
  const refusal = (step: () => unknown): unknown => {
    try {
      return step();
    } catch (error) {
      return error;
    }
  };
  expect(refusal(() => readOwnDatabases([text]))).toMatchObject({
    name: "UserError",
    code: "bad-address-database",
    message: expect.stringContaining(text),
  });
  expect(refusal(() => readOwnDatabases([empty]))).toMatchObject({
    code: "no-address-database",
    message: expect.stringContaining(empty),
  });
  for (const missing of [join(folder, "missing.mmdb"), folder]) {
    expect(refusal(() => checkOwnDatabases([missing]))).toMatchObject({ code: "no-such-file", message: expect.stringContaining(missing) });
  }
  expect(refusal(() => readOwnDatabases(new Array<string>(17).fill(both)))).toMatchObject({ code: "too-many-databases" });
});

test("a kept capture is looked up in them, and says which they were", async () => {
  const bytes = madeCapture({ conversations: 3, seed: 7 });
  async function* items(): AsyncGenerator<ImportItem> {
    yield { path: "made.pcap", source: memorySource(bytes), release: () => Promise.resolve() };
  }
  await expect(openOperation({ vaultPath: join(folder, "vault"), databases: [join(folder, "missing.mmdb")] })).rejects.toMatchObject({
    code: "no-such-file",
  });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const operation = await openOperation({ vaultPath: join(folder, "vault"), workers: 1, databases: [both] });
  try {
    await operation.importItems(items());
    const detail = operation.vault.capture(sha256);
    expect(detail?.countryDatabases.at(-1)).toEqual({ database: "both", date: "2026-06-17" });
    expect(detail?.notices.at(-1)).toMatchObject({ name: "both", notice: expect.stringContaining("both.mmdb") });
  } finally {
    await operation.close();
  }
});
