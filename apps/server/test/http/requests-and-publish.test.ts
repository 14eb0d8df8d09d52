/** The routes of the register of requests and of the public page over a real vault: each answer fits its schema. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contract, filePaths, maxRequestPaperBytes, type PublicPagePreview, type RequestDetail } from "@creance/api";
import { memorySource } from "@creance/core";
import { isZipMember, readZip } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { uploadLabel } from "../../src/http/upload-label.ts";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { Operation } from "../../src/operation/types.ts";
import { type RunningServer, startServer } from "../../src/start-server.ts";
import { record } from "../operation/made-files.ts";
import { ask, program, programJson } from "./serve-made.ts";

const folder = mkdtempSync(join(tmpdir(), "creance-request-routes-"));
const by = "M. Sample";
let operation: Operation;
let server: RunningServer;

beforeAll(async () => {
  writeFileSync(join(folder, "SYNTH_record.txt"), record(5, 60_000));
  operation = await openOperation({ vaultPath: join(folder, "vault"), keyFile: join(folder, "vault.key"), workers: 1 });
  await operation.importPaths([join(folder, "SYNTH_record.txt")]);
  server = await startServer({ operation, port: 0, webFolder: folder, basemapFolder: folder, writeLog: () => {} });
}, 60_000);
afterAll(async () => {
  await server?.close();
  await operation?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function answered<T = Record<string, unknown>>(route: unknown, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await ask(server.port, method, `/api${path}`, {
    headers: programJson,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.status, `${path} ${answer.text}`).toBe(200);
  const schema = (route as { "~orpc": { outputSchema: z.ZodType } })["~orpc"].outputSchema;
  expect(schema.parse(answer.json()), path).toEqual(answer.json());
  return answer.json() as T;
}

async function refused(path: string, body: unknown): Promise<readonly [number, string]> {
  const { status, text } = await ask(server.port, "POST", `/api${path}`, { headers: programJson, body: JSON.stringify(body) });
  return [status, text];
}

const receivedUs = Date.UTC(2026, 2, 3) * 1000;
const asked = {
  asker: "Harbour police",
  reference: "HP-12/26",
  scope: "pictures of the quay",
  basis: "warrant",
  receivedUs,
  dueUs: receivedUs + 1,
  notes: null,
  by,
};

test("a request: its paper comes in, it is decided, given, counted, erased", { timeout: 60_000 }, async () => {
  const { requests } = contract;
  expect(await answered(requests.overview, "GET", "/requests")).toMatchObject({
    sentence: "Nobody has asked for data, as far as this register says.",
    requests: [],
    counts: [],
  });

  const letter = Buffer.from("a letter");
  const put = await ask(server.port, "PUT", filePaths.requestPaper, {
    headers: { ...program, "x-creance-path": encodeURIComponent("scans/Letter of 3 March.pdf") },
    body: letter,
  });
  const paper = put.json() as { sha256: string; title: string };
  expect([put.status, paper]).toEqual([200, { sha256: createHash("sha256").update(letter).digest("hex"), title: "Letter of 3 March.pdf" }]);
  const large = await ask(server.port, "PUT", filePaths.requestPaper, {
    headers: { ...program, "content-length": String(maxRequestPaperBytes + 1) },
  }).catch((error: Error) => ({ status: 0, text: error.message }));
  expect([large.status, large.text]).toEqual([400, expect.stringContaining("larger than")]);
  const wrong = await ask(server.port, "POST", filePaths.requestPaper, { headers: programJson, body: "{}" });
  expect(wrong.status).toBe(405);

  const added = await answered<RequestDetail>(requests.add, "POST", "/requests", { ...asked, papers: [paper] });
  const { requestId } = added.row;
  expect(added).toMatchObject({
    row: { asker: "Harbour police", basisWords: "Warrant", isLate: true, itemsGiven: 0 },
    written: { papers: [{ title: "Letter of 3 March.pdf", sizeBytes: 8 }] },
    history: [{ sentence: "M. Sample entered the request." }],
  });
  const kept = await ask(server.port, "GET", `/files/originals/${paper.sha256}`, { headers: program });
  expect([kept.status, kept.text, kept.headers["content-disposition"]]).toEqual([
    200,
    "a letter",
    expect.stringContaining('filename="Letter of 3 March.pdf"'),
  ]);
  expect(await refused("/requests", { ...asked, papers: [{ sha256: "0".repeat(64), title: "x" }] })).toEqual([
    404,
    expect.stringContaining("is not kept"),
  ]);
  expect((await refused("/requests", { ...asked, asker: " " }))[0]).toBe(400);
  expect((await refused("/requests", { ...asked, receivedUs: 9e15 }))[1]).toContain("received in the future");

  const [flight] = operation.vault.listFlights({ search: "", sort: "startUs", direction: "desc", offset: 0, limit: 1 }).rows;
  const given = { items: [flight?.id], shareId: null, how: "medium", by };
  expect(await refused(`/requests/${requestId}/disclose`, given)).toEqual([409, expect.stringContaining("only what was granted")]);
  await answered(requests.decide, "POST", `/requests/${requestId}/decide`, { decision: "partly", reason: "the quay only", by });
  const after = await answered<RequestDetail>(requests.disclose, "POST", `/requests/${requestId}/disclose`, given);
  expect(after).toMatchObject({
    row: { decisionWords: "granted in part", isLate: false, itemsGiven: after.given.length },
    given: [{ name: "SYNTH_record.txt", flightId: flight?.id, wayWords: "on a medium" }],
  });
  expect(after.history.map(({ sentence, reason }) => [sentence, reason])).toEqual([
    ["M. Sample entered the request.", null],
    ["M. Sample decided it: granted in part.", "the quay only"],
    [`M. Sample entered that ${after.given.length} original was given out on a medium.`, null],
  ]);
  const entry = await ask(server.port, "GET", `/api/ledger/entries/${after.history[1]?.index}`, { headers: programJson });
  expect(entry.text).toContain("granted in part");
  expect(await refused(`/requests/${requestId}/decide`, { decision: "open", reason: null, by })).toEqual([
    409,
    expect.stringContaining("cannot be opened again"),
  ]);

  const erased = await answered(requests.erase, "POST", `/requests/${requestId}/erase`, { by });
  expect(erased["sentence"]).toContain("2 texts were erased");
  expect(await answered(requests.get, "GET", `/requests/${requestId}`)).toMatchObject({ written: null, row: { asker: null } });
  expect(await answered(requests.overview, "GET", "/requests")).toMatchObject({
    sentence: "1 request: none is open, none is late; 1 item was given out because of 1 of them.",
    counts: [{ year: 2026, basisWords: "Warrant", decisionWords: "granted in part", requests: 1, answered: 1, items: 1 }],
  });
  const none = await ask(server.port, "GET", `/api/requests/${"f".repeat(32)}`, { headers: programJson });
  expect(none.status).toBe(404);
});

test("a paper whose long name would be cut within a sign can be entered", async () => {
  const name = `${"a".repeat(199)}\u{1f600}.pdf`;
  const { title } = await operation.requests.keepPaper(memorySource(Uint8Array.of(1, 2, 3)), name);
  expect(title).toBe("a".repeat(199));
  // Of a path that is too long the end counts.
  expect(uploadLabel(encodeURIComponent(`folder/\u{1f600}${"b".repeat(1023)}`))).toBe("b".repeat(1023));
});

test("a paper that is cut off is not kept", async () => {
  const before = operation.vault.files({ offset: 0, limit: 100 }).total;
  const { request } = await import("node:http");
  await new Promise<void>((resolve) => {
    const cut = request({
      port: server.port,
      host: "127.0.0.1",
      method: "PUT",
      path: filePaths.requestPaper,
      headers: { ...program, "content-length": "1000" },
    });
    cut.on("error", () => {});
    cut.on("close", () => resolve());
    cut.write("only the beginning");
    setTimeout(() => cut.destroy(), 100);
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(operation.vault.files({ offset: 0, limit: 100 }).total).toBe(before);
});

test("the public page: nothing until a flight is put on it; looked at, then written", { timeout: 60_000 }, async () => {
  const { publish } = contract;
  const start = await answered<{ template: Record<string, unknown> }>(publish.start, "GET", "/publish");
  const settings = { ...start.template, organisation: "Sample operator", gridM: 100, homeCircleM: 100 };
  const flights = await answered<{ rows: { id: string }[] }>(publish.flights, "POST", "/publish/flights", { delayHours: 0 });
  expect(flights).toMatchObject({ total: 1, counts: { review: 1, shown: 0, waiting: 0, withdrawn: 0 }, rows: [{ standing: "review" }] });
  const id = flights.rows[0]?.id;
  const empty = await answered<PublicPagePreview>(publish.preview, "POST", "/publish/preview", { settings });
  expect(empty).toMatchObject({ leaks: { ok: true, lookedFor: 0, sentence: expect.stringContaining("nothing to look for") } });

  expect(await refused(`/publish/flights/${id}`, { state: "published", purpose: "spying", by })).toEqual([
    400,
    expect.stringContaining("A purpose is one of"),
  ]);
  await answered(publish.setFlight, "POST", `/publish/flights/${id}`, { state: "published", purpose: "inspection", by });
  expect(await answered(publish.flights, "POST", "/publish/flights", { delayHours: 87_000, standing: "waiting" })).toMatchObject({
    total: 1,
    rows: [{ purposeWords: "Inspection", waitsFor: "its delay is not over" }],
  });
  const page = await answered<PublicPagePreview>(publish.preview, "POST", "/publish/preview", { settings });
  expect(page.leaks).toMatchObject({ ok: true, found: [] });
  expect(page.files.map(({ name }) => name)).toEqual(["index.html", "transparency.json", "totals.txt"]);
  expect(page.files[0]?.text).toContain("Inspection");

  const out = join(folder, "public");
  const write = { settings, pageSha256: page.pageSha256, by, folder: out };
  expect((await refused("/publish/write", { ...write, pageSha256: empty.pageSha256 }))[1]).toContain("look at the preview again");
  expect((await refused("/publish/write", { ...write, folder: "public" }))[1]).toContain("from the root of this machine");
  expect(existsSync(out)).toBe(false);
  await answered(publish.write, "POST", "/publish/write", write);
  expect(readdirSync(out).sort()).toEqual(["index.html", "totals.txt", "transparency.json"]);

  const archive = await ask(server.port, "POST", filePaths.publicPage, { headers: programJson, body: JSON.stringify(write) });
  expect([archive.status, archive.headers["content-type"]]).toEqual([200, "application/zip"]);
  const inside: [string, string][] = [];
  for await (const member of readZip(memorySource(archive.bytes), { platform: nodePlatform, maxTotalBytes: 10_000_000 })) {
    if (!isZipMember(member)) continue;
    const pieces: Uint8Array[] = [];
    for await (const piece of member.open()) pieces.push(piece);
    inside.push([member.path, Buffer.concat(pieces).toString()]);
  }
  expect(inside).toEqual(page.files.map(({ name, text }) => [name, text]));
  const stale = await ask(server.port, "POST", filePaths.publicPage, {
    headers: programJson,
    body: JSON.stringify({ ...write, pageSha256: "0".repeat(64) }),
  });
  expect(stale.status).toBe(409);
  expect((await ask(server.port, "POST", filePaths.publicPage, { headers: programJson, body: "{}" })).status).toBe(400);
  const { rows } = await operation.vault.ledger.entries({ kinds: ["published"], offset: 0, limit: 5 });
  expect(rows).toHaveLength(2);

  // A planted secret in the operator's own words stops it.
  const serial = operation.vault.flight(id ?? "")?.summary.aircraftSerial ?? "";
  expect(serial).not.toBe("");
  const planted = { ...settings, description: `Aircraft ${serial}` };
  const leaky = await answered<PublicPagePreview>(publish.preview, "POST", "/publish/preview", { settings: planted });
  expect(leaky.leaks.ok).toBe(false);
  expect(leaky.leaks.sentence).toContain("not written");
  expect((await refused("/publish/write", { settings: planted, pageSha256: leaky.pageSha256, by, folder: join(folder, "no") }))[0]).toBe(
    409,
  );
  expect((await refused("/publish/preview", { settings: { ...settings, policyUrl: "javascript:alert(1)" } }))[0]).toBe(400);
});
