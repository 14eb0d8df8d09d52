/** The routes of the policy and the grants over a real vault: checked, put in force, drafted, signed as drafted, shown, taken back. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contract } from "@creance/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { Operation } from "../../src/operation/types.ts";
import { type RunningServer, startServer } from "../../src/start-server.ts";
import { ask, programJson } from "./serve-made.ts";

const folder = mkdtempSync(join(tmpdir(), "creance-grant-routes-"));
const routes = contract.grants;
let operation: Operation;
let server: RunningServer;
let sha256: string;
let recipientId: string;
let place: string;

const policy = (revision: string, flows: string) => `version: 1
title: Synth policy
privacy:
  revision: ${revision}
  effective: 2020-01-01
  controller: {name: Synth Works, contact: privacy@synth.example, country: US}
  flows:
${flows}`;
const pictures = (data: string, more = "") => `    - id: pictures
      data: [${data}]
      to: [customer]
      regions: [US]
      purposes: [requestedService]
      why: The survey
      keep: 90 days
${more}`;
const ownCopy = `    - id: own-copy
      data: [track]
      to: [ownStorage]
      regions: [US]
      purposes: [ownRecords]
      why: A second copy
      keep: until deleted
`;

beforeAll(async () => {
  writeFileSync(join(folder, "notes.txt"), "kept, of no format that is read");
  operation = await openOperation({ vaultPath: join(folder, "vault"), keyFile: join(folder, "vault.key"), workers: 1 });
  await operation.importPaths([join(folder, "notes.txt")]);
  sha256 = operation.vault.files({ offset: 0, limit: 1 }).rows[0]?.sha256 ?? "";
  const { recipient } = await operation.keys.open();
  recipientId = (await operation.share.addRecipient({ name: "Orchard", kind: "customer", key: recipient, by: "tester" })).id;
  const destination = {
    title: "results",
    kind: "s3" as const,
    endpoint: "https://storage.synth.example",
    region: "one",
    country: "US",
    bucket: "results",
    prefix: "",
    pathStyle: true,
  };
  const credentials = { accessKeyId: "SYNTH", secretAccessKey: "synthetic" };
  place = (await operation.share.addDestination({ destination, heldBy: "processor", credentials, by: "tester" })).destination.id;
  server = await startServer({ operation, port: 0, webFolder: folder, basemapFolder: folder, writeLog: () => {} });
}, 60_000);
afterAll(async () => {
  await server?.close();
  await operation?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function answered(route: unknown, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await refused(method, path, body);
  expect(answer.status, `${path} ${answer.text}`).toBe(200);
  const schema = (route as { "~orpc": { outputSchema: z.ZodType } })["~orpc"].outputSchema;
  expect(schema.parse(answer.json()), path).toEqual(answer.json());
  return answer.json();
}

function refused(method: string, path: string, body?: unknown) {
  return ask(server.port, method, `/api/grants${path}`, {
    headers: programJson,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const check = (text: string) => answered(routes.checkPolicy, "POST", "/policy/check", { text });
const wish = (more: object = {}) => ({
  giver: { name: "M. Sample", contact: null },
  recipient: { id: recipientId, contact: null },
  data: ["imagery", "telemetry"],
  purposes: ["requestedService"],
  why: "The survey that was ordered",
  destinations: [place],
  regions: [],
  redact: ["faces"],
  fromUs: null,
  untilUs: (Date.now() + 86_400_000) * 1000,
  keep: "30 days",
  flowId: "pictures",
  flights: [],
  items: [sha256],
  standing: null,
  ...more,
});

test("no policy: nothing may be shared, nothing can be drafted, the template is no manifest with flows", { timeout: 60_000 }, async () => {
  expect(await answered(routes.overview, "GET", "")).toMatchObject({
    policy: null,
    damaged: null,
    grants: [],
    sentence: expect.stringMatching(/No policy is in force/),
  });
  const drafting = await refused("POST", "/draft", wish());
  expect([drafting.status, drafting.text]).toEqual([400, expect.stringContaining("No privacy manifest is in force")]);
  const { text } = await answered(routes.policyFile, "GET", "/policy/file?which=template");
  expect(await check(String(text))).toMatchObject({ ok: true, against: null, manifest: { flows: [] }, changes: [], problems: [] });
});

test("a file with faults: each with its line; a file without a manifest; nothing is put in force unchecked", {
  timeout: 60_000,
}, async () => {
  const wrong = await check(policy("1", pictures("imagery, gossip").replace("keep: 90 days", "keep: soon")));
  expect(wrong).toMatchObject({ ok: false, manifest: null, page: null });
  expect(wrong["problems"]).toMatchObject([
    { line: 9, sentence: expect.stringMatching(/gossip/) },
    { line: 14, sentence: expect.stringMatching(/soon/) },
  ]);
  expect(await check("version: 1\ntitle: Nothing\n")).toMatchObject({
    ok: false,
    problems: [],
    sentence: expect.stringMatching(/privacy/),
  });
  const text = policy("1", pictures("imagery"));
  const setting = await refused("POST", "/policy", { text, sha256: "0".repeat(64), against: null, by: "M. Sample" });
  expect([setting.status, setting.text]).toEqual([409, expect.stringContaining("check it again")]);
  expect((await answered(routes.overview, "GET", ""))["policy"]).toBeNull();
});

test("checked, put in force, granted as drafted, told, narrowed by another policy, taken back", { timeout: 120_000 }, async () => {
  const first = policy("1", pictures("imagery, telemetry, faces") + ownCopy);
  const checked = await check(first);
  expect(checked).toMatchObject({ ok: true, same: false, against: null });
  expect(checked["page"]).toMatch(/^<!doctype html>[\s\S]*draft, not in force/);
  const manifest = checked["manifest"] as { sha256: string };
  await answered(routes.setPolicy, "POST", "/policy", { text: first, sha256: manifest.sha256, against: null, by: "M. Sample" });
  expect(await check(first)).toMatchObject({ ok: true, same: true });
  expect(await answered(routes.overview, "GET", "")).toMatchObject({
    policy: { holds: true, manifest: { sha256: manifest.sha256, flows: [{ id: "pictures" }, { id: "own-copy" }] } },
  });
  const again = await answered(routes.policyFile, "GET", "/policy/file?which=in-force");
  expect(await check(String(again["text"]))).toMatchObject({ same: true });

  const draft = (await answered(routes.draft, "POST", "/draft", wish())) as { words: { grantId: string }; missing: unknown };
  expect(draft).toMatchObject({
    missing: [],
    words: {
      data: ["Pictures", "Telemetry"],
      redact: ["Faces"],
      destinations: ["results"],
      keep: "30 days",
      items: [{ sha256, name: "notes.txt", flightId: null }],
      flow: expect.stringMatching(/Pictures/),
    },
  });
  expect(await operation.grants.list()).toEqual([]);
  const { grantId } = draft.words;
  const made = await answered(routes.make, "POST", `/draft/${grantId}/sign`, { grantId, by: "M. Sample" });
  expect(made).toMatchObject({
    row: { grantId, state: "active", standing: false },
    signature: expect.stringMatching(/fits/),
    shares: [],
    record: expect.stringMatching(/^\{.*creance-grant\/1/),
  });
  const twice = await refused("POST", `/draft/${grantId}/sign`, { by: "M. Sample" });
  expect([twice.status, twice.text]).toEqual([404, expect.stringContaining("no longer there")]);

  // Telemetry goes from the flow, and faces must be out; another file without the flow ends the grant.
  const less = await check(policy("2", pictures("imagery", "      redact: [faces]\n")));
  expect(less["changes"]).toMatchObject([
    { what: "changed", of: "pictures", sentences: ["What: gone: Telemetry; Faces.", "Taken out before: new: Faces."] },
    { what: "gone", of: "own-copy" },
    { what: "changed", of: "", sentences: ["Version: 2; before: 1."] },
  ]);
  expect(less["grants"]).toMatchObject([{ grantId, recipient: "Orchard", ends: false, missing: [{ code: "flow-data" }] }]);
  expect((await check(policy("2", ownCopy)))["grants"]).toMatchObject([{ grantId, ends: true, missing: [{ code: "flow-missing" }] }]);
  const more = await check(policy("1", pictures("imagery, telemetry, faces, video") + ownCopy));
  expect(more).toMatchObject({ grants: [], sentence: expect.stringMatching(/same version/) });

  const revoked = await answered(routes.revoke, "POST", `/${grantId}/revoke`, { grantId, by: "M. Sample", reason: "done" });
  expect(revoked).toMatchObject({ row: { state: "revoked" }, words: { missing: [] } });
  const reading = await answered(routes.show, "GET", `/${grantId}`);
  expect(reading).toEqual(revoked);
  const { files } = await answered(routes.publishPolicy, "POST", "/policy/publish", { by: "M. Sample" });
  expect(files).toMatchObject([{ name: "index.html" }, { name: "privacy.manifest.json" }, { name: "privacy.manifest.note" }]);
});

test("drafts that cannot stand: what is missing and what would satisfy it", { timeout: 60_000 }, async () => {
  const another = await answered(routes.draft, "POST", "/draft", wish({ data: ["video"], flowId: null }));
  expect(another).toMatchObject({ words: null, missing: [{ code: "flow-data", satisfiedBy: expect.stringMatching(/./) }] });
  const outside = await answered(routes.draft, "POST", "/draft", wish({ data: ["imagery", "video"] }));
  expect(outside).toMatchObject({ words: { data: ["Pictures", "Video"] }, missing: [{ code: "flow-data" }] });
  const standing = { aircraft: [], kinds: ["picture"], every: "day", atMinute: 120 };
  expect(await answered(routes.draft, "POST", "/draft", wish({ items: [], standing }))).toMatchObject({
    missing: [],
    words: { items: null, standing: "every picture of every aircraft, every day at 02:00 UTC", nextRunUs: expect.any(Number) },
  });
  expect(await answered(routes.draft, "POST", "/draft", wish({ untilUs: 1e15 }))).toMatchObject({
    words: null,
    sentence: expect.stringMatching(/ends before it begins/),
  });
  expect(await answered(routes.draft, "POST", "/draft", wish({ regions: ["DE"] }))).toMatchObject({
    words: { regions: ["DE"] },
    missing: [{ code: "grant-region" }],
  });
  for (const [more, sentence] of [
    [{ items: ["a".repeat(64)] }, "No original"],
    [{ items: [] }, "Say what it is for"],
    [{ flights: ["0123456789abcdef"] }, "no flight"],
    [{ standing }, "names no flights or files"],
    [{ destinations: ["nowhere"] }, "no place nowhere"],
    [{ recipient: { id: "nobody", contact: null } }, "no such recipient"],
    [{ recipient: { name: "X", kind: "friend", contact: null, keys: [] } }, "no kind of recipient"],
    [{ data: ["gossip"] }, "no class of data"],
    [{ keep: "soon" }, "no time such as"],
    [{ data: [] }, ""],
    [{ regions: Array.from({ length: 51 }, () => "US") }, ""],
    [{ items: Array.from({ length: 201 }, (_, index) => index.toString(16).padStart(64, "0")) }, ""],
  ] as const) {
    const answer = await refused("POST", "/draft", wish(more));
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
    expect(answer.status, answer.text).toBeLessThan(500);
    expect(answer.text).toContain(sentence);
  }
});
