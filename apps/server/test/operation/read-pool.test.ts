import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import type { ReadingJob } from "../../src/operation/read-job.ts";
import { openReadPool, type ReadPool } from "../../src/operation/read-pool.ts";

const entry = new URL("./odd-worker.ts", import.meta.url);
let pool: ReadPool | undefined;
afterEach(() => pool?.close());

function job(path: string): ReadingJob {
  return { kind: "reading", sha256: "0".repeat(64), path, sizeBytes: 0, keychain: null, fileName: null, countryDatabases: null };
}

function open(baseLimitMs = 60_000, workers = 2): ReadPool {
  pool = openReadPool({ warehousePath: null, entry, workers, baseLimitMs });
  return pool;
}

describe("the reading workers", () => {
  test("answer each job with its own reply, more jobs than workers", async () => {
    const { run } = open();
    const replies = await Promise.all(["echo 1", "echo 2", "echo 3", "echo 4", "echo 5"].map((path) => run(job(path))));
    expect(replies).toEqual(["echo 1", "echo 2", "echo 3", "echo 4", "echo 5"]);
  });

  test("a job that ends its worker fails alone; the others are done by new workers", async () => {
    const { run } = open();
    const results = await Promise.allSettled(["exit", "echo 1", "crash", "echo 2", "exit", "echo 3"].map((path) => run(job(path))));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected", "fulfilled", "rejected", "fulfilled"]);
    expect(results[0]).toMatchObject({ reason: { name: "WorkerLost" } });
  });

  test("a job that never ends is stopped after its time", async () => {
    const { run } = open(60_000, 1);
    await run(job("echo warm"));
    // A second and a half for this one alone: the start of the next worker counts as its job's time.
    const [hung, after] = await Promise.allSettled([run(job("hang"), { patience: 1 / 40 }), run(job("echo after"))]);
    expect(hung).toMatchObject({ status: "rejected", reason: { name: "WorkerLost", message: expect.stringContaining("seconds") } });
    expect(after).toMatchObject({ status: "fulfilled", value: "echo after" });
  });

  test("a job that swallows its heap is lost, and only it", async () => {
    const { run } = open(60_000, 1);
    const [greedy, after] = await Promise.allSettled([run(job("swallow")), run(job("echo after"))]);
    expect(greedy).toMatchObject({ status: "rejected", reason: { name: "WorkerLost", message: "it ran out of memory" } });
    expect(after).toMatchObject({ status: "fulfilled" });
  });

  test("an error of the reader comes over with name, message and code", async () => {
    const { run } = open();
    await expect(run(job("fail"))).rejects.toMatchObject({ name: "TypeError", message: "planted", code: "PLANTED" });
  });

  test("a stop lets short jobs end and gives long ones up, running and waiting; the pool goes on", async () => {
    const { run } = open(60_000, 1);
    const stop = new AbortController();
    const signal = stop.signal;
    await run(job("echo warm"), { signal });
    const results = Promise.allSettled([
      run(job("echo 1"), { signal }),
      run(job("hang"), { signal }),
      run(job("echo waiting"), { signal }),
      run(job("echo other")),
    ]);
    stop.abort();
    expect(await results).toMatchObject([
      { status: "fulfilled", value: "echo 1" },
      { status: "rejected", reason: { name: "ReadingStopped" } },
      { status: "rejected", reason: { name: "ReadingStopped" } },
      { status: "fulfilled", value: "echo other" },
    ]);
    await expect(run(job("echo late"), { signal })).rejects.toMatchObject({ name: "ReadingStopped" });
    expect(await run(job("echo after"))).toBe("echo after");
  });

  test("a worker tells how far it is", async () => {
    const heard: number[] = [];
    expect(await open().run(job("progress"), { onProgress: (bytes) => heard.push(bytes) })).toBe("progress");
    expect(heard).toEqual([1, 2]);
  });

  test("closing rejects what is running and what waits, and takes nothing more", async () => {
    const opened = open(60_000, 1);
    const results = Promise.allSettled([opened.run(job("hang")), opened.run(job("echo 1"))]);
    await opened.close();
    expect((await results).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(opened.run(job("echo"))).rejects.toMatchObject({ name: "WorkerLost" });
  });

  test("closing ends also when a reply arrives in the middle of it and nothing else keeps the process alive", () => {
    const child = spawnSync(process.execPath, [fileURLToPath(new URL("./close-with-late-reply.mjs", import.meta.url))], {
      encoding: "utf8",
    });
    expect(child.stderr).toBe("");
    expect(child).toMatchObject({ stdout: "closed\n", status: 0 });
  });
});
