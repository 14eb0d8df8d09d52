/** `creance share`, as a person would run it: nothing leaves unseen, and what left is listed, opened and taken back. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import { makeRecord } from "@creance/sample";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LyingS3, startLyingS3 } from "../../../adapters/courier/test/lab/lying-s3.ts";
import { policyText } from "../../server/test/operation/share/share-lab.ts";
import { creance, jsonLines, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const vault = join(folder, "vault");
const receiver = join(folder, "receiver");
const env = (name: string): NodeJS.ProcessEnv => ({ XDG_CONFIG_HOME: join(folder, `${name}-config`) });
const run = (args: readonly string[]) => creance([...args, "--vault", vault], { env: env("sender") });
let server: LyingS3;
let flight = "";
let recipient = "";

beforeAll(async () => {
  server = await startLyingS3();
  writeFileSync(join(folder, "SYNTH_record.txt"), makeRecord(4, { platform: nodePlatform, version: 8, sizeBytes: 200_000 }).bytes);
  writeFileSync(join(folder, "policy.yaml"), policyText);
  writeFileSync(join(folder, "keys.json"), JSON.stringify(server.credentials));
  expect((await run(["import", join(folder, "SYNTH_record.txt")])).status).toBe(0);
  flight = (jsonLines((await run(["flights", "--json"])).stdout) as { id: string }[])[0]?.id ?? "";
  expect((await run(["policy", "set", join(folder, "policy.yaml")])).status).toBe(0);
  expect((await creance(["keys", "make", "--vault", receiver], { env: env("receiver") })).status).toBe(0);
  recipient = /age1[0-9a-z]{50,}/.exec((await creance(["keys", "show", "--vault", receiver], { env: env("receiver") })).stdout)?.[0] ?? "";
  const { endpoint, region, country, bucket } = server.destination();
  const place = ["--endpoint", endpoint, "--region", region, "--country", country, "--bucket", bucket];
  const added = await run(["share", "destinations", "add", "results", ...place, "--credentials", join(folder, "keys.json")]);
  expect(added).toMatchObject({ status: 0, stdout: expect.stringContaining("Nothing was connected") as string });
  expect((await run(["share", "recipients", "add", "customer", recipient, "--kind", "customer"])).status).toBe(0);
}, 240_000);
afterAll(() => server?.stop());

const wish = (...more: readonly string[]): readonly string[] => [
  ...[
    "share",
    flight.slice(0, 10),
    "--as",
    "gpx",
    "--to",
    "results",
    "--recipient",
    "customer",
    "--why",
    "what was asked for",
    "--until",
    new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
  ],
  ...more,
];

test("a dry run prints exactly what would leave, and sends nothing; without a yes nothing leaves; a refusal names what is missing", async () => {
  const dry = await run(wish("--purpose", "requestedService", "--redact", "all", "--claim", "--dry-run"));
  expect(dry.stdout).toMatch(/What leaves: +2 objects/);
  expect(dry.stdout).toMatch(/Claims: +No claim was put in: only redacted JPEG/);
  expect(dry.stdout).toMatch(/item-1\.csv/);
  expect(dry.stdout).toMatch(/The policy permits it/);
  expect(dry).toMatchObject({ status: 0, stderr: expect.stringContaining("Nothing was sent") as string });
  const unasked = await run(wish("--purpose", "requestedService", "--redact", "all"));
  expect(unasked).toMatchObject({ status: 2, stderr: expect.stringContaining("--yes") as string });
  const refused = await run(wish("--purpose", "marketing", "--yes"));
  expect(refused.stderr).toMatch(/The purpose is marketing/);
  expect(refused.status).not.toBe(0);
  expect(server.requests).toEqual([]);
  expect(readdirSync(join(vault, "shares"))).toEqual([]);
}, 240_000);

test("what is shared is listed, linked, opened by the recipient and taken back", async () => {
  const sent = await run(wish("--purpose", "requestedService", "--redact", "all", "--yes", "--json"));
  expect(sent.stderr).not.toMatch(/Error/);
  const [share] = jsonLines(sent.stdout) as { shareId: string; state: string }[];
  expect(share?.state).toBe("whole");
  const id = share?.shareId.slice(0, 8) ?? "";
  expect((await run(["share", "list"])).stdout).toMatch(new RegExp(`${id}\\w* +whole`));
  expect((await run(["share", "show", id])).stdout).toContain("customer");
  const links = jsonLines((await run(["share", "link", id, "--for", "1h", "--json"])).stdout) as { url: string }[];
  expect(links).toHaveLength(2);
  const paths = await Promise.all(
    links.map(async ({ url }, index) => {
      const path = join(folder, `received-${index}.age`);
      writeFileSync(path, Buffer.from(await (await fetch(url)).arrayBuffer()));
      return path;
    }),
  );
  const opened = await creance(["share", "open", ...paths, "--vault", receiver], { env: env("receiver") });
  expect(opened.stdout).toMatch(/Kept: item-1\.csv/);
  expect(opened.stdout).toMatch(/what was asked for/);
  const revoked = await run(["share", "revoke", id, "--reason", "done"]);
  expect(revoked).toMatchObject({ status: 0, stdout: expect.stringContaining("cannot be unread") as string });
  expect(server.objects.size).toBe(0);
  expect((await run(["share", "list"])).stdout).toMatch(/removed/);
}, 240_000);
