import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type contract,
  type FlightSummary,
  filePaths,
  flightColumnsSchema,
  flightTrackSchema,
  fsckSchema,
  importedFileSchema,
} from "@creance/api";
import { nodePlatform } from "@creance/node";
import { sampleOperation } from "@creance/sample";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { ContractRouterClient } from "@orpc/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { Operation } from "../../src/operation/types.ts";
import { type RunningServer, startServer } from "../../src/start-server.ts";
import { ask, program } from "./serve-made.ts";

let folder: string;
let operation: Operation;
let server: RunningServer;
let client: ContractRouterClient<typeof contract>;
const log: string[] = [];
const sample = sampleOperation(nodePlatform);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "creance-served-"));
  operation = await openOperation({ vaultPath: join(folder, "vault") });
  server = await startServer({ operation, port: 0, webFolder: folder, basemapFolder: folder, writeLog: (line) => log.push(line) });
  client = createORPCClient(new RPCLink({ url: `${server.url}rpc`, headers: program }));
});
afterAll(async () => {
  await server.close();
  await operation.close();
  rmSync(folder, { recursive: true, force: true });
});

const flights = async (): Promise<FlightSummary[]> => (await client.flights.list({})).rows;

test("uploads of one size and other content are kept each, and found again", async () => {
  const sizeBytes = 5_000_000;
  const put = (fill: number) =>
    ask(server.port, "PUT", filePaths.upload, {
      headers: { ...program, "x-creance-path": `large-${fill}.bin` },
      body: new Uint8Array(sizeBytes).fill(fill),
    });
  for (const fill of [1, 2]) expect(importedFileSchema.parse((await put(fill)).json())).toMatchObject({ status: "kept" });
  for (const fill of [1, 2]) expect(importedFileSchema.parse((await put(fill)).json())).toMatchObject({ status: "alreadyKept" });
});

test("an upload is kept, read and listed", async () => {
  const file = sample.files.find(({ path }) => path.endsWith(".txt"));
  if (file === undefined) throw new Error("the sample has no record");
  const put = () =>
    ask(server.port, "PUT", filePaths.upload, {
      headers: { ...program, "x-creance-path": encodeURIComponent(file.path) },
      body: file.bytes,
    });
  const first = importedFileSchema.parse((await put()).json());
  expect(first).toMatchObject({ path: file.path, status: "kept", format: "dji-flight-record" });
  expect(first.sha256).toBe(createHash("sha256").update(file.bytes).digest("hex"));
  expect(importedFileSchema.parse((await put()).json())).toMatchObject({ status: "alreadyKept", flightId: first.flightId });
  expect((await flights()).map(({ id }) => id)).toEqual([first.flightId]);
  const original = await ask(server.port, "GET", `${filePaths.original}/${first.sha256}`);
  expect(Buffer.compare(original.bytes, file.bytes)).toBe(0);
  expect(original.headers["content-disposition"]).toContain("filename*=UTF-8''");
});

test("the sample operation loads, every answer matches its schema, every flight draws and leaves in every format", {
  timeout: 180_000,
}, async () => {
  const job = await client.imports.sample();
  await expect
    .poll(async () => (await client.imports.list()).find(({ id }) => id === job.id)?.state, { timeout: 150_000, interval: 100 })
    .toBe("done");
  const rows = await flights();
  expect(rows.length).toBeGreaterThanOrEqual(5);
  for (const { id, sealed } of rows) {
    const detail = await client.flights.get({ id });
    expect(detail.summary.id).toBe(id);
    const track = flightTrackSchema.parse(await client.flights.track({ id, maxRows: 500 }));
    expect(track.row.length).toBeLessThanOrEqual(500);
    // Sealed, entered by hand, or messages only: no rows.
    expect(track.row.length > 0).toBe(detail.rows > 0);
    if (sealed) expect(detail.rows).toBe(0);
    const columns = flightColumnsSchema.parse(
      await client.flights.columns({ id, names: "altHomeM,groundSpeedMps,batteryPct", buckets: 100 }),
    );
    expect(columns.series.map(({ name }) => name)).toEqual(["altHomeM", "groundSpeedMps", "batteryPct"]);
    for (const picture of detail.pictures) {
      const sha256 = detail.originals[0]?.sha256;
      const answer = await ask(server.port, "GET", `${filePaths.picture}/${sha256}/${picture.byteOffset}-${picture.lengthBytes}.jpg`);
      expect(answer.status, `picture at ${picture.byteOffset}`).toBe(200);
      expect(answer.headers["content-type"]).toBe("image/jpeg");
    }
  }
  const open = rows.find(({ sealed }) => !sealed);
  for (const format of ["csv", "json", "geojson", "gpx", "kml"]) {
    const answer = await ask(server.port, "GET", `${filePaths.flightExport}/${open?.id}.${format}`);
    expect(answer.status, format).toBe(200);
    expect(answer.bytes.length, format).toBeGreaterThan(1000);
  }
  expect((await client.flights.facets()).flights).toBe(rows.length);
  expect((await client.files.list({ state: "sealed" })).total).toBe(rows.filter(({ sealed }) => sealed).length);
  expect(fsckSchema.parse(await client.vault.fsck())).toMatchObject({ damaged: [], missing: [], extra: [] });
});

test("words about a flight stay; a sealed record's request is shown; a wrong reply opens nothing", async () => {
  const rows = await flights();
  const open = rows.find(({ sealed }) => !sealed);
  const named = await client.flights.annotate({ id: open?.id ?? "", name: "North rows", note: "Windy." });
  expect(named).toMatchObject({ note: "Windy.", summary: { name: "North rows" } });
  expect((await client.flights.list({ search: "north rows" })).total).toBe(1);
  const sealed = (await client.files.list({ state: "sealed" })).rows[0];
  const request = await client.keys.request({ sha256: sealed?.sha256 ?? "" });
  expect(request.body.length).toBe(request.sizeBytes);
  await expect(client.keys.add({ reply: "not a reply" })).rejects.toMatchObject({
    status: expect.toSatisfy((status: number) => status < 500),
  });
});

test("nothing of it was our bug, and nothing went out", async () => {
  expect(log).toEqual([]);
  expect(await client.line()).toMatchObject({ outbound: 0 });
});
