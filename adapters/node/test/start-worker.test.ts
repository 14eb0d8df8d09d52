import { once } from "node:events";
import { expect, test } from "vitest";
import { startWorker } from "../src/index.ts";

const entry = new URL("./echo.worker.ts", import.meta.url);

test("starts a TypeScript worker from source, with its data and imports of workspace packages", async () => {
  const worker = startWorker(entry, { bytes: Uint8Array.of(1, 2, 255) });
  const ended = once(worker, "exit");
  const [message] = await once(worker, "message");
  expect(message).toEqual({ hex: "0102ff" });
  // It may have ended by itself meanwhile: `terminate` tells the status only of one that still runs.
  await worker.terminate();
  expect((await ended)[0]).toBeTypeOf("number");
});

test("a worker that fails says so and ends", async () => {
  const worker = startWorker(entry, { fail: "on purpose" });
  const [error] = (await once(worker, "error")) as [Error];
  expect(error.message).toBe("on purpose");
});

test("hands the options on", async () => {
  const worker = startWorker(entry, { bytes: new Uint8Array(0) }, { name: "reader", env: {} });
  const [message] = await once(worker, "message");
  expect(message).toEqual({ hex: "" });
  await worker.terminate();
});

test("an entry that does not exist is an error of the worker, not ours", async () => {
  const worker = startWorker(new URL("./nowhere.worker.ts", import.meta.url), null);
  const [error] = (await once(worker, "error")) as [Error];
  expect(error.message).toMatch(/nowhere/);
});
