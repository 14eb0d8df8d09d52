/** `creance policy set`, `publish` and `creance grant`, as a person runs them. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readGrant } from "@creance/policy";
import { samplePolicy } from "@creance/sample";
import { openOperation } from "@creance/server";
import { beforeAll, expect, test } from "vitest";
import { creance, jsonLines, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const vault = join(folder, "vault");
const key = `age1${"q".repeat(58)}`;
const keyFile = join(folder, "vault.key");
const env = { CREANCE_KEY_FILE: keyFile };
const run = (...args: readonly string[]) => creance([...args, "--vault", vault], { env });

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

beforeAll(async () => {
  const set = await run("policy", "set", file("policy.yaml", samplePolicy), "--by", "records officer");
  expect([set.status, set.stderr]).toEqual([0, ""]);
  expect(set.stdout).toContain("In force: Sample operation, version 1");
  const operation = await openOperation({ vaultPath: vault, keyFile, workers: 1 });
  try {
    await operation.share.addDestination({
      destination: {
        title: "results",
        kind: "s3",
        endpoint: "https://store.survey.example",
        region: "office",
        country: "PT",
        bucket: "results",
        prefix: "",
        pathStyle: true,
      },
      heldBy: "customer",
      credentials: { accessKeyId: "SYNTH", secretAccessKey: "synthetic" },
      by: "records officer",
    });
  } finally {
    await operation.close();
  }
}, 300_000);

const make = (...more: readonly string[]) =>
  run(
    ...[
      "grant",
      "make",
      "--to",
      "Synth Grower",
      "--kind",
      "customer",
      "--key",
      key,
      "--data",
      "imagery,thermal",
      "--purpose",
      "requestedService",
    ],
    ...[
      "--why",
      "The survey that was ordered",
      "--destination",
      "results",
      "--until",
      "2031-01-31",
      "--standing",
      "picture",
      "--by",
      "pilot seven",
    ],
    ...more,
  );

test("a grant is shown before it is made, made, listed, handed out, and taken back", async () => {
  const dry = await make("--dry-run");
  expect([dry.status, dry.stderr]).toEqual([0, "Nothing was signed or entered.\n"]);
  expect(dry.stdout).toContain(
    "pilot seven lets Synth Grower (the customer who asked for the work) have every picture of every aircraft, every day at 02:00 UTC",
  );
  expect((await run("grant", "list")).stdout).toBe("Nothing was granted.\n");
  const made = await make("--json");
  expect(made.status).toBe(0);
  const [grant] = jsonLines(made.stdout) as { grantId: string; state: string; redact: string[]; flowId: string; regions: string[] }[];
  expect(grant).toMatchObject({ state: "active", flowId: "customer-results", regions: ["EU", "US"], signature: "fits" });
  expect(grant?.redact).toContain("faces");
  const id = grant?.grantId ?? "";
  const listed = await run("grant", "list", "--active");
  expect(listed.stdout).toMatch(new RegExp(`^grant .*\n${id.slice(0, 12)} +active +2031-01-31 +Synth Grower \\(customer\\)`));
  const record = await run("grant", "show", id.slice(0, 6), "--record");
  expect(readGrant(record.stdout)).toMatchObject({ grantId: id });
  const revoked = await run("grant", "revoke", id, "--reason", "done", "--json");
  expect(jsonLines(revoked.stdout)).toEqual([expect.objectContaining({ grantId: id, state: "revoked" })]);
  expect((await run("grant", "list", "--active")).stdout).toBe("No grant holds now.\n");
  expect((await run("grant", "show", id)).stdout).toContain("State:        revoked since ");
}, 300_000);

test("what the policy does not allow, and what is mistyped, makes no grant", async () => {
  for (const [more, words] of [
    [["--data", "faces"], "No flow of the privacy manifest lets"],
    [["--destination", "elsewhere"], "There is no destination elsewhere"],
    [["--until", "2020-01-01"], "The grant was not made."],
    [["--item", "ab".repeat(32)], "--item or --flight, or --standing"],
    [["--key", "ssh-ed25519 AAAA"], "no age recipient"],
  ] as const) {
    const ran = await make(...more);
    expect([more, ran.status, ran.stdout]).toEqual([more, 2, ""]);
    expect(ran.stderr).toContain(words);
  }
}, 300_000);

test("publish writes the page of what is in force, its text and its signed form; a draft is marked", async () => {
  const out = join(folder, "public");
  const ran = await run("policy", "publish", "--out", out, "--json");
  expect(ran.status).toBe(0);
  const [published] = jsonLines(ran.stdout) as { sha256: string; files: string[] }[];
  expect(published?.files).toEqual(["index.html", "privacy.manifest.json", "privacy.manifest.note"]);
  const page = readFileSync(join(out, "index.html"), "utf8");
  expect(page).toContain(published?.sha256 ?? "-");
  expect(page).not.toContain("draft");
  const text = readFileSync(join(out, "privacy.manifest.json"), "utf8");
  expect(readFileSync(join(out, "privacy.manifest.note"), "utf8").startsWith(`${text}\n\u2014 creance/`)).toBe(true);
  const checked = await creance(["policy", "check", join(out, "privacy.manifest.note")]);
  expect([checked.status, checked.stdout]).toEqual([0, expect.stringContaining("privacy manifest version 1 with 6 flows")]);
  const preview = join(folder, "preview");
  const draft = await creance([
    "policy",
    "publish",
    "--draft",
    file("next.yaml", samplePolicy.replace("revision: 1", "revision: 2")),
    "--out",
    preview,
  ]);
  expect([draft.status, draft.stderr]).toEqual([0, expect.stringContaining("A draft")]);
  expect(readFileSync(join(preview, "index.html"), "utf8")).toContain("draft, not in force");
  expect(existsSync(join(preview, "privacy.manifest.note"))).toBe(false);
}, 300_000);

test("explain says of data whether it could go somewhere, and each thing that is missing", async () => {
  const path = file("policy.yaml", samplePolicy);
  const way = ["policy", "explain", path, "--to", "customer", "--purpose", "requestedService"];
  const good = await creance([...way, "--data", "imagery", "--redact", "faces", "--place", "US"]);
  expect([good.status, good.stdout]).toEqual([0, expect.stringContaining("The flow customer-results lets it go there")]);
  const bad = await creance([...way, "--data", "imagery,serials", "--place", "aws/ap-east-1", "--json"]);
  expect(jsonLines(bad.stdout)).toEqual([
    expect.objectContaining({
      verdict: "refuse",
      missing: ["flow-data", "flow-redact", "flow-region"].map((code) => expect.objectContaining({ code })),
    }),
  ]);
  const wrong = await creance([...way, "--data", "imagery", "--place", "ap-east-1"]);
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("aws/ap-east-1")]);
}, 300_000);
