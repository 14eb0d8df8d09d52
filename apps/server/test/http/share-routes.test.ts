/** The routes of sharing over a real vault and an S3 server on loopback: places and their keys, boxes, the very files, links, what was cut off. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contract, mediaQuerySchema, type ShareJob } from "@creance/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { type LyingS3, startLyingS3 } from "../../../../adapters/courier/test/lab/lying-s3.ts";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { Operation } from "../../src/operation/types.ts";
import { type RunningServer, startServer } from "../../src/start-server.ts";
import { keepInspection, policyText } from "../operation/share/share-lab.ts";
import { ask, programJson } from "./serve-made.ts";

const folder = mkdtempSync(join(tmpdir(), "creance-share-routes-"));
let operation: Operation;
let server: RunningServer;
let store: LyingS3;
/** Of another vault. */
let otherKey = "";
/** Every line of the log. */
const said: string[] = [];

beforeAll(async () => {
  const other = await openOperation({ vaultPath: join(folder, "other"), keyFile: join(folder, "other.key"), workers: 1 });
  otherKey = (await other.keys.open()).recipient;
  await other.close();
  store = await startLyingS3();
  operation = await openOperation({ vaultPath: join(folder, "vault"), keyFile: join(folder, "vault.key"), workers: 1 });
  server = await startServer({ operation, port: 0, webFolder: folder, basemapFolder: folder, writeLog: (line) => said.push(line) });
}, 60_000);
afterAll(async () => {
  await server?.close();
  await operation?.close();
  await store?.stop();
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

test("places: named with their keys, which nothing tells again; removed", { timeout: 60_000 }, async () => {
  const { share } = contract;
  const providers = (await answered(share.providers, "GET", "/share/providers")) as unknown as {
    word: string;
    regions: { region: string; country: string; endpoint: string | null }[];
  }[];
  const countryOf = (region: string) => providers[0]?.regions.find((one) => one.region === region);
  expect([countryOf("us-west-2"), countryOf("ap-east-1")?.country, countryOf("ap-east-2")?.country]).toEqual([
    { region: "us-west-2", country: "US", endpoint: "https://s3.us-west-2.amazonaws.com" },
    "HK",
    "TW",
  ]);
  const secretAccessKey = "a-secret-that-nothing-tells";
  const wish = {
    title: "Results",
    kind: "s3",
    endpoint: store.destination().endpoint,
    region: store.destination().region,
    country: "US",
    bucket: store.destination().bucket,
    prefix: "flights/",
    heldBy: "ownStorage",
    ...store.credentials,
    by: "M. Sample",
  };
  const place = await answered(share.addPlace, "POST", "/share/places", { ...wish, title: "Other", secretAccessKey });
  expect(place).toMatchObject({ title: "Other", bucket: "bucket", prefix: "flights/", grade: null });
  for (const bad of [
    { endpoint: "http://bucket.example.com" },
    { country: "us" },
    { heldBy: "friend" },
    { title: "Other" },
    { bucket: "B" },
  ]) {
    const refused = await ask(server.port, "POST", "/api/share/places", {
      headers: programJson,
      body: JSON.stringify({ ...wish, ...bad, secretAccessKey }),
    });
    expect(refused.status, JSON.stringify(bad)).toBeGreaterThanOrEqual(400);
    expect(refused.text).not.toContain(secretAccessKey);
  }
  const overview = await answered(share.overview, "GET", "/share");
  expect(overview["places"]).toHaveLength(1);
  expect(JSON.stringify([place, overview, said])).not.toContain(secretAccessKey);
  expect(filesWith(join(folder, "vault"), secretAccessKey)).toEqual([]);
  const removed = await answered(share.removePlace, "POST", `/share/places/${String(place["id"])}/remove`, { by: "M. Sample" });
  expect(removed["sentence"]).toMatch(/What lies there stays/);
  expect((await answered(share.overview, "GET", "/share"))["places"]).toEqual([]);
  await answered(share.addPlace, "POST", "/share/places", wish);
});

test("a picture with a box: the very file is looked at while it waits for a yes, then it is gone", { timeout: 120_000 }, async () => {
  const { share } = contract;
  await operation.grants.setPolicy(policyText, "M. Sample");
  const { media, flight } = await keepInspection(operation, folder, 1);
  const sha256 = media[0] ?? "";
  const chosen = await answered(share.chosen, "POST", "/share/chosen", { flights: ["0".repeat(16), flight], media: [sha256] });
  expect(chosen).toMatchObject({ missing: 1, flights: [{ id: flight, files: 1 }], media: [{ sha256, cannotPaint: null }] });
  const [{ widthPx }] = chosen["media"] as [{ widthPx: number }];

  await answered(share.addRecipient, "POST", "/share/recipients", { name: "Again", kind: "customer", key: otherKey, by: "M. Sample" });
  const wish = {
    media: [{ sha256, masks: [{ leftPx: 8, topPx: 4, widthPx: 10, heightPx: 6 }] }],
    destination: "Results",
    recipients: ["Again"],
    purpose: "requestedService",
    reason: "a test",
    untilUs: tomorrowUs(),
    recipe: {
      positions: "drop",
      homeCircleM: null,
      serials: "drop",
      previews: "drop",
      names: "drop",
      audio: "drop",
      times: { shiftS: 60 },
    },
    by: "M. Sample",
  };
  const asked = { media: [sha256], destination: "", recipients: [otherKey], purpose: "requestedService" };
  expect(await answered(share.grantsFor, "POST", "/share/grants-for", { ...asked, destination: "nowhere" })).toEqual([]);
  const job = await ended(await answered(share.prepare, "POST", "/share/prepare", wish));
  expect(job).toMatchObject({ state: "ready", error: null, preview: { verdict: "permit" } });
  const item = job.preview?.items.find(({ painted: boxes }) => boxes === 1);
  expect(item).toMatchObject({ look: "picture", mediaSha256: sha256 });
  const waiting = (await answered(share.overview, "GET", "/share"))["jobs"];
  expect(waiting).toMatchObject([{ jobId: job.jobId, state: "ready", what: "share" }]);

  const look = await fetch(`http://127.0.0.1:${server.port}/files/share/${job.jobId}/0/look`);
  expect([look.status, look.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  const bytes = Buffer.from(await look.arrayBuffer());
  // That the box is black in it is the media maker's own test; here it is another file than the original, coded anew.
  expect(bytes.equals(readFileSync(operation.vault.originalPath(sha256)))).toBe(false);
  expect([item?.changes, item?.outBytes]).toEqual([expect.arrayContaining(["pixels replaced"]), bytes.byteLength]);
  const taken = await fetch(`http://127.0.0.1:${server.port}/files/share/${job.jobId}/0`);
  expect(Buffer.from(await taken.arrayBuffer())).toEqual(bytes);
  expect(taken.headers.get("content-disposition")).toMatch(/^attachment; filename="item-1\.jpg"/);
  const contents = await ask(server.port, "GET", `/files/share/${job.jobId}/1/look`, { headers: programJson });
  expect([contents.status, contents.text]).toEqual([404, expect.stringContaining("cannot show this file")]);
  expect((await ask(server.port, "GET", `/files/share/${job.jobId}/2`, { headers: programJson })).status).toBe(404);
  expect(store.requests).toEqual([]);

  await answered(share.stop, "POST", `/share/jobs/${job.jobId}/stop`);
  expect((await ask(server.port, "GET", `/files/share/${job.jobId}/0/look`, { headers: programJson })).status).toBe(404);
  const history = (await answered(contract.ledger.entries, "GET", `/ledger/entries?sha256=${sha256}`)) as { rows: { kind: string }[] };
  expect(history.rows.map(({ kind }) => kind)).toEqual(["exported", "kept"]);

  // A box beside the picture would paint nothing: the picture does not leave at all.
  const beside = { ...wish, media: [{ sha256, masks: [{ leftPx: widthPx, topPx: 0, widthPx: 5, heightPx: 5 }] }] };
  expect(await ended(await answered(share.prepare, "POST", "/share/prepare", beside))).toMatchObject({ state: "failed", preview: null });
});

test("cut off, gone on with, linked, and standing grants looked at", { timeout: 120_000 }, async () => {
  const { share } = contract;
  const [place] = await operation.share.destinations();
  const sha256 = operation.vault.listMedia(mediaQuerySchema.parse({})).rows[0]?.sha256 ?? "";
  const wish = {
    media: [sha256],
    destination: place?.destination.id ?? "",
    recipients: ["Again"],
    purpose: "requestedService",
    reason: "a test",
    untilUs: tomorrowUs(),
    recipe: { positions: "drop", homeCircleM: null, serials: "drop", previews: "drop", names: "drop", audio: "drop" },
    facesChecked: true,
    by: "M. Sample",
  };
  const ready = await ended(await answered(share.prepare, "POST", "/share/prepare", wish));
  expect(ready).toMatchObject({ state: "ready", preview: { verdict: "permit" } });
  await answered(share.send, "POST", `/share/jobs/${ready.jobId}/send`);
  expect(await ended(await answered(share.job, "GET", `/share/jobs/${ready.jobId}`))).toMatchObject({ state: "done", error: null });
  const shareId = ready.preview?.shareId ?? "";
  const links = (await answered(share.links, "POST", `/share/${shareId}/links`, { hours: 2, by: "M. Sample" })) as unknown as {
    url: string;
  }[];
  expect(links).toHaveLength(2);
  expect((await fetch(links[0]?.url ?? "")).status).toBe(200);
  const long = await ask(server.port, "POST", `/api/share/${shareId}/links`, {
    headers: programJson,
    body: JSON.stringify({ hours: 169, by: "M. Sample" }),
  });
  expect(long.status).toBe(400);

  // The grant that this share made covers the same again.
  const { key } = (await operation.share.recipients()).find(({ name }) => name === "Again") ?? { key: "" };
  const asked = { media: [sha256], destination: wish.destination, recipients: [key], purpose: wish.purpose };
  const grants = (await answered(share.grantsFor, "POST", "/share/grants-for", asked)) as unknown as { grantId: string }[];
  expect(grants).toHaveLength(1);
  const under = await ended(await answered(share.prepare, "POST", "/share/prepare", { ...wish, grantId: grants[0]?.grantId }));
  expect(under).toMatchObject({ state: "ready", preview: { verdict: "permit", grant: grants[0]?.grantId } });
  await answered(share.stop, "POST", `/share/jobs/${under.jobId}/stop`);

  expect(await ended(await answered(share.resume, "POST", `/share/${shareId}/resume`))).toMatchObject({ what: "resume", state: "failed" });
  expect(await ended(await answered(share.clean, "POST", "/share/clean"))).toMatchObject({
    what: "clean",
    state: "done",
    sentence: "Nothing was left by any share.",
  });
  expect(await answered(share.standing, "GET", "/share/standing")).toEqual([]);
  const none = await ended(await answered(share.prepareStanding, "POST", `/share/standing/${"0".repeat(32)}/prepare`, { by: "M. Sample" }));
  expect(none).toMatchObject({ state: "failed", error: expect.stringMatching(/No such standing grant/) });
});

function tomorrowUs(): number {
  return (Date.now() + 86_400_000) * 1000;
}

async function ended(begun: Record<string, unknown>): Promise<ShareJob> {
  let job = begun as unknown as ShareJob;
  for (let tries = 0; (job.state === "preparing" || job.state === "sending") && tries < 2000; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    job = (await answered(contract.share.job, "GET", `/share/jobs/${job.jobId}`)) as unknown as ShareJob;
  }
  return job;
}

/** Files below a folder that hold a text in the clear. */
function filesWith(path: string, text: string): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .filter((file) => readFileSync(file).includes(text));
}
