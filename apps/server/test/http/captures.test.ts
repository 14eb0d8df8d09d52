/** Captures over HTTP, from the upload to the answers: nothing in between is made up. */
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  captureDetailSchema,
  capturePageSchema,
  columnEngineSchema,
  type contract,
  filePaths,
  flowGroupPageSchema,
  flowPageSchema,
  flowTimelineSchema,
  importedFileSchema,
} from "@creance/api";
import { writeZip } from "@creance/formats";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { ContractRouterClient } from "@orpc/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { Operation, OperationOptions } from "../../src/operation/types.ts";
import { type RunningServer, startServer } from "../../src/start-server.ts";
import { captureStartUs, madeAppCapture, madeCapture } from "../operation/made-captures.ts";
import { ask, program } from "./serve-made.ts";

let folder: string;
let operation: Operation;
let server: RunningServer;
let client: ContractRouterClient<typeof contract>;
const log: string[] = [];
const first = madeCapture({ conversations: 40 });
const second = madeAppCapture({ conversations: 20, seed: 5, startUs: captureStartUs + 60_000_000, uid: 10_123, app: "Fly" });
const sha256 = createHash("sha256").update(first).digest("hex");

async function open(options: Partial<OperationOptions> = {}): Promise<void> {
  operation = await openOperation({ vaultPath: join(folder, "vault"), workers: 1, ...options });
  server = await startServer({ operation, port: 0, webFolder: folder, basemapFolder: folder, writeLog: (line) => log.push(line) });
  client = createORPCClient(new RPCLink({ url: `${server.url}rpc`, headers: program }));
}

async function close(): Promise<void> {
  await server.close();
  await operation.close();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "creance-captures-"));
  await open();
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (path: string, body: Uint8Array) =>
  ask(server.port, "PUT", filePaths.upload, { headers: { ...program, "x-creance-path": encodeURIComponent(path) }, body });

test("an uploaded capture is kept, listed and answers questions", async () => {
  const file = importedFileSchema.parse((await put("field day.pcap", first)).json());
  expect(file).toMatchObject({ sha256, status: "kept", format: "pcap", flightId: null });
  const list = capturePageSchema.parse(await client.captures.list({}));
  expect(list).toMatchObject({
    total: 1,
    totals: { conversations: 40 },
    rows: [{ sha256, fileName: "field day.pcap", conversations: 40 }],
  });
  const detail = captureDetailSchema.parse(await client.captures.get({ sha256 }));
  expect(detail.summary.conversations).toBe(40);
  const page = flowPageSchema.parse(await client.flows.list({ capture: sha256, limit: 7 }));
  expect(page).toMatchObject({ total: 40, totals: { conversations: 40, bytesOut: detail.summary.bytesOut, servers: 2 } });
  expect(page.rows).toHaveLength(7);
  expect(page.rows[0]).toMatchObject({ capture: sha256, service: "dns", timeUs: captureStartUs });
  const groups = flowGroupPageSchema.parse(await client.flows.groups({ capture: sha256, by: "server" }));
  expect(groups.rows.map(({ key, conversations }) => [key, conversations])).toEqual([
    ["upload.test.example", 39],
    ["10.0.0.1", 1],
  ]);
  const timeline = flowTimelineSchema.parse(await client.flows.timeline({ capture: sha256, buckets: 20 }));
  expect(timeline.conversations.reduce((sum, count) => sum + count, 0)).toBe(40);
  expect(timeline.conversations.length).toBeLessThanOrEqual(20);
});

test("its conversations and the original leave under its name", async () => {
  const lines = await ask(server.port, "GET", `${filePaths.flowsExport}/${sha256}.jsonl`);
  expect(lines.headers["content-disposition"]).toContain('filename="field day.pcap.jsonl"');
  const rows = lines.text.trimEnd().split("\n");
  expect(rows.map((row) => JSON.parse(row))).toEqual((await client.flows.list({ capture: sha256 })).rows);
  const table = (await ask(server.port, "GET", `${filePaths.flowsExport}/${sha256}.csv`)).text.split("\r\n");
  expect(table).toHaveLength(42);
  const original = await ask(server.port, "GET", `${filePaths.original}/${sha256}`);
  expect(original.headers["content-disposition"]).toContain('filename="field day.pcap"');
  expect(Buffer.compare(original.bytes, first)).toBe(0);
});

test("captures in a zip are taken out, and questions without a capture span all", async () => {
  const zip = writeZip([{ path: "phone/tablet.pcap", bytes: second }]);
  expect((await put("both.zip", zip)).status).toBe(200);
  await expect.poll(async () => (await client.captures.list({})).total, { interval: 50 }).toBe(2);
  expect((await client.flows.list({})).total).toBe(60);
  expect((await client.flows.list({ app: "Fly" })).total).toBe(20);
  const apps = await client.flows.groups({ by: "app", sort: "key", direction: "asc" });
  expect(apps.rows.map(({ key, conversations }) => [key, conversations])).toEqual([
    ["Fly", 20],
    [null, 40],
  ]);
  expect((await client.flows.list({ fromUs: captureStartUs + 60_000_000 })).total).toBe(20);
  // So few rows are read from files: the engine is not even started.
  expect(columnEngineSchema.parse(await client.flows.engine())).toMatchObject({ loaded: 0, captures: 2 });
  expect(["idle", "absent"]).toContain((await client.flows.engine()).state);
});

test("derived files that are gone or damaged are made again when they are asked for", async () => {
  const before = await client.flows.list({ sort: "origBytes" });
  for (const harm of [(path: string) => rmSync(path), damage]) {
    await close();
    for (const path of derivedFiles()) harm(path);
    await open();
    expect(await client.flows.list({ sort: "origBytes" })).toEqual(before);
    expect(derivedFiles()).toHaveLength(2);
  }
});

test("a rebuild gives the same answers", async () => {
  const before = await client.flows.groups({ by: "device" });
  await operation.rebuild();
  expect(await client.flows.groups({ by: "device" })).toEqual(before);
  expect((await client.captures.list({})).total).toBe(2);
});

test("a vault that is open for reading answers, and says that it has no engine", async () => {
  const before = await client.flows.groups({ by: "service" });
  await close();
  await open({ readOnly: true });
  expect(await client.flows.groups({ by: "service" })).toEqual(before);
  expect(await client.flows.engine()).toMatchObject({ state: "absent", sentence: expect.stringMatching(/open for reading only/) });
});

test("nothing of it was our bug", () => {
  expect(log).toEqual([]);
});

function derivedFiles(): string[] {
  const derived = join(folder, "vault", "derived");
  return readdirSync(derived, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".parquet"))
    .map((name) => join(derived, name));
}

/** Turns one byte of the first column. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes[200] = (bytes[200] ?? 0) ^ 0xff;
  chmodSync(path, 0o600);
  writeFileSync(path, bytes);
}
