/** The routes of the tabs Ledger and Share over a real vault: each answer fits its schema, and what was looked at is entered. */
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

const folder = mkdtempSync(join(tmpdir(), "creance-ledger-routes-"));
let operation: Operation;
let server: RunningServer;

beforeAll(async () => {
  writeFileSync(join(folder, "notes.txt"), "kept, of no format that is read");
  operation = await openOperation({ vaultPath: join(folder, "vault"), keyFile: join(folder, "vault.key"), workers: 1 });
  await operation.importPaths([join(folder, "notes.txt")]);
  server = await startServer({ operation, port: 0, webFolder: folder, basemapFolder: folder, writeLog: () => {} });
}, 60_000);
afterAll(async () => {
  await server?.close();
  await operation?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function answered(route: unknown, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await ask(server.port, method, `/api${path}`, {
    headers: programJson,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.status, `${path} ${answer.text}`).toBe(200);
  const schema = (route as { "~orpc": { outputSchema: z.ZodType } })["~orpc"].outputSchema;
  expect(schema.parse(answer.json()), path).toEqual(answer.json());
  return answer.json() as Record<string, unknown>;
}

test("the ledger: signed on demand, in words, with proofs, verified", { timeout: 60_000 }, async () => {
  const { ledger } = contract;
  const before = await answered(ledger.state, "GET", "/ledger");
  expect(before).toMatchObject({ canSign: true, levels: [], sealed: 0 });
  expect((await answered(ledger.verify, "POST", "/ledger/verify", {}))["failures"]).toMatchObject([{ code: "not-sealed-yet" }]);

  const signed = await answered(ledger.seal, "POST", "/ledger/seal", {});
  expect(signed).toMatchObject({ canSign: true, levels: ["SIGNED"] });
  expect(await answered(ledger.verify, "POST", "/ledger/verify", {})).toMatchObject({ ok: true, failures: [] });

  const page = (await answered(ledger.entries, "GET", "/ledger/entries?subject=keep")) as {
    rows: { index: number; sentence: string; about: { key: string } | null }[];
  };
  expect(page.rows[0]).toMatchObject({
    sentence: "Kept “notes.txt”, 31 B.",
    sealed: true,
    about: { kind: "original", label: "notes.txt" },
  });
  const [kept] = page.rows;
  const detail = await answered(ledger.entry, "GET", `/ledger/entries/${kept?.index}`);
  expect(detail["proof"]).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
  expect(detail["words"]).toMatchObject([{ field: "fileNameHash", text: join(folder, "notes.txt") }]);

  const sha256 = kept?.about?.key ?? "";
  expect((await ask(server.port, "GET", `/files/originals/${sha256}`, { headers: programJson })).status).toBe(200);
  const history = (await answered(ledger.entries, "GET", `/ledger/entries?sha256=${sha256}`)) as { rows: { kind: string }[] };
  expect(history.rows.map(({ kind }) => kind)).toEqual(["exported", "kept"]);

  expect((await ask(server.port, "GET", "/files/exposure.json", { headers: programJson })).status).toBe(200);
  await answered(contract.exposure.report, "POST", "/exposure", { flights: [], media: [] });
  await operation.access.drain();
  const looks = (await answered(ledger.entries, "GET", "/ledger/entries?subject=access")) as { rows: { sentence: string }[] };
  expect(looks.rows.slice(0, 2).map(({ sentence }) => sentence)).toEqual([
    "Somebody looked at an exposure report over several files.",
    "Somebody took out an exposure report over several files as json.",
  ]);

  const none = await ask(server.port, "GET", "/api/ledger/entries/999999", { headers: programJson });
  expect([none.status, none.text]).toEqual([404, expect.stringContaining("no entry 999999")]);
});

test("shares: nothing yet, a recipient named and revoked, a wish without a place", { timeout: 60_000 }, async () => {
  const { share } = contract;
  expect(await answered(share.overview, "GET", "/share")).toMatchObject({ shares: [], places: [], recipients: [] });
  const { recipient } = await operation.keys.open();
  const named = { name: "Customer", kind: "customer", key: recipient, by: "M. Sample" };
  expect(await answered(share.addRecipient, "POST", "/share/recipients", named)).toMatchObject({ name: "Customer", revokedUs: null });
  const unknown = await ask(server.port, "POST", "/api/share/recipients", {
    headers: programJson,
    body: JSON.stringify({ ...named, name: "Other", kind: "friend" }),
  });
  expect([unknown.status, unknown.text]).toEqual([400, expect.stringContaining("no kind of recipient")]);

  const wish = {
    media: ["a".repeat(64)],
    destination: "nowhere",
    recipients: ["Customer"],
    purpose: "requestedService",
    reason: "a test",
    untilUs: 4e15,
    recipe: null,
    by: "M. Sample",
  };
  let job = (await answered(share.prepare, "POST", "/share/prepare", wish)) as { jobId: string; state: string; error: string | null };
  for (let tries = 0; job.state === "preparing" && tries < 1000; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    job = (await answered(share.job, "GET", `/share/jobs/${job.jobId}`)) as typeof job;
  }
  expect(job).toMatchObject({ state: "failed", error: expect.stringMatching(/nowhere/) });
  const send = await ask(server.port, "POST", `/api/share/jobs/${job.jobId}/send`, { headers: programJson, body: "{}" });
  expect([send.status, send.text]).toEqual([409, expect.stringContaining("not ready")]);

  const revoked = await answered(share.revokeRecipient, "POST", "/share/recipients/revoke", { name: "Customer", by: "M. Sample" });
  expect(revoked["revokedUs"]).toBeGreaterThan(1e15);
});
