import type { contract, ImportJob } from "@creance/api";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { ContractRouterClient } from "@orpc/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createImportJobs } from "../../src/http/import-jobs.ts";
import { createLog } from "../../src/http/log.ts";
import type { ImportHandlers } from "../../src/operation/types.ts";
import { program, programJson, serveMade, type TestServer } from "./serve-made.ts";

let server: TestServer;
let client: ContractRouterClient<typeof contract>;
beforeAll(async () => {
  server = await serveMade();
  client = createORPCClient(new RPCLink({ url: `${server.url}rpc`, headers: program }));
});
afterAll(() => server.close());

const quiet = createLog(() => {});
const done = {
  summary: true,
  files: 0,
  kept: 0,
  alreadyKept: 0,
  failed: 0,
  flights: 0,
  captures: 0,
  sealed: 0,
  unread: 0,
  damaged: 0,
} as const;

test("a watched import is seen to run and to end", async () => {
  const abort = new AbortController();
  const events = await client.imports.watch(undefined, { signal: abort.signal });
  const job = await client.imports.sample();
  const states: string[] = [];
  for await (const event of events) {
    if (event.id !== job.id) continue;
    states.push(event.state);
    if (event.state === "done") {
      expect(event.summary?.files).toBe(5);
      break;
    }
  }
  expect(states.at(-1)).toBe("done");
  expect((await client.imports.list())[0]?.id).toBe(job.id);
});

test("the events of /api are server-sent events", async () => {
  const abort = new AbortController();
  const answer = await fetch(`${server.url}api/imports/watch`, { signal: abort.signal });
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  await client.imports.sample();
  let text = "";
  for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += new TextDecoder().decode(part);
    if (text.includes('"done"')) break;
  }
  expect(text).toMatch(/^event: message$/m);
  abort.abort();
});

test("an import is stopped on request; stopping one that has ended changes nothing", async () => {
  server.made.hold = true;
  const job = await client.imports.start({ paths: ["/somewhere"] });
  expect(job).toMatchObject({ state: "running", label: "/somewhere" });
  await client.imports.stop({ id: job.id });
  await expect.poll(async () => (await client.imports.list()).find(({ id }) => id === job.id)?.state).toBe("stopped");
  server.made.hold = false;
  expect((await client.imports.stop({ id: job.id })).state).toBe("stopped");
  const unknown = await server.ask("POST", "/api/imports/nope/stop", { headers: programJson });
  expect(unknown.status).toBe(404);
  expect(unknown.json()["code"]).toBe("no-such-import");
});

test("a path that does not exist fails the import with its sentence", async () => {
  const job = await client.imports.start({ paths: ["/no/such"] });
  await expect
    .poll(async () => (await client.imports.list()).find(({ id }) => id === job.id))
    .toMatchObject({
      state: "failed",
      error: "There is nothing at /no/such; nothing was imported.",
    });
});

test("a slow watcher gets the newest state of each import, not every step", async () => {
  const jobs = createImportJobs(quiet);
  let handlers: ImportHandlers = {};
  let finish: () => void = () => {};
  const job = jobs.start("many", async (given) => {
    handlers = given;
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return done;
  });
  const events = jobs.watch();
  expect((await events.next()).value).toMatchObject({ id: job.id, filesDone: 0 });
  for (let files = 1; files <= 10_000; files++) {
    handlers.onProgress?.({ filesSeen: 10_000, filesDone: files, bytesSeen: 10_000, bytesDone: files, walked: true });
  }
  finish();
  const seen: ImportJob[] = [];
  for await (const event of events) {
    seen.push(event);
    if (event.state === "done") break;
  }
  expect(seen.length).toBeLessThanOrEqual(3);
  expect(seen.at(-1)).toMatchObject({ filesDone: 10_000, bytesDone: 10_000 });
  await jobs.close();
});

test("what needs a word is listed, at most 200 files; ended imports are forgotten after 50", async () => {
  const jobs = createImportJobs(quiet);
  const fine = {
    path: "a",
    sha256: null,
    status: "kept",
    format: "dji-flight-record",
    sealed: false,
    damaged: false,
    flightId: null,
    sentence: null,
  } as const;
  jobs.start("problems", async ({ onFile }) => {
    onFile?.(fine);
    for (let file = 0; file < 300; file++) onFile?.({ ...fine, status: "failed", sentence: "No permission to read it." });
    return done;
  });
  await expect.poll(() => jobs.list()[0]?.state).toBe("done");
  expect(jobs.list()[0]?.problems).toHaveLength(200);
  for (let n = 0; n < 60; n++) {
    jobs.start(`${n}`, async () => done);
    await new Promise(setImmediate);
  }
  expect(jobs.list()).toHaveLength(50);
  expect(jobs.list()[0]?.label).toBe("59");
  await jobs.close();
});

test("closing stops what runs and ends all watching", async () => {
  const jobs = createImportJobs(quiet);
  jobs.start("held", async ({ signal }) => {
    await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
    return done;
  });
  const events = jobs.watch();
  await events.next();
  const end = events.next();
  await jobs.close();
  expect((await end).done ?? (await events.next()).done).toBe(true);
  expect(jobs.list()[0]?.state).toBe("stopped");
  expect(() => jobs.start("late", async () => done)).toThrow(/closing/);
});
