import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { filePaths, importedFileSchema, importJobSchema } from "@creance/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uploadLabel } from "../../src/http/upload-label.ts";
import { program, programJson, serveMade, type TestServer } from "./serve-made.ts";

let server: TestServer;
beforeAll(async () => {
  // Idle times are the usual ones: a job must not run out between two steps of a test.
  server = await serveMade({ uploadLimits: { maxFileBytes: 100_000_000 } });
});
afterAll(() => server.close());

const put = (path: string, body: Uint8Array | string, query = "") =>
  server.ask("PUT", filePaths.upload + query, { headers: { ...program, "x-creance-path": encodeURIComponent(path) }, body });
const openJob = async (files: number, bytes: number, at = server): Promise<string> => {
  const answer = await at.ask("POST", filePaths.uploadJob, {
    headers: programJson,
    body: JSON.stringify({ label: "2 dropped files", files, bytes }),
  });
  return importJobSchema.parse(answer.json()).id;
};
const stateOf = async (id: string, at = server): Promise<string | undefined> => {
  const jobs = (await at.ask("GET", "/api/imports")).json() as unknown as { id: string; state: string }[];
  return jobs.find((job) => job.id === id)?.state;
};

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test("a job takes several files, at once too, and ends with a summary", async () => {
  const id = await openJob(3, 30);
  const answers = await Promise.all(["one", "two", "two"].map((name) => put(`card/DCIM/${name}.txt`, name, `?job=${id}`)));
  for (const answer of answers) expect(importedFileSchema.parse(answer.json())).toMatchObject({ status: "kept" });
  expect(answers[0]?.json()).toMatchObject({ path: "card/DCIM/one.txt", sha256: createHash("sha256").update("one").digest("hex") });
  expect(await stateOf(id)).toBe("running");
  expect((await server.ask("DELETE", `${filePaths.uploadJob}?job=${id}`, { headers: program })).status).toBe(200);
  await expect.poll(() => stateOf(id)).toBe("done");
  const late = await put("late.txt", "late", `?job=${id}`);
  expect(late.status).toBe(404);
  expect(late.json()["code"]).toBe("no-such-upload");
});

test("50 MB stream through in small pieces", async () => {
  const bytes = Buffer.alloc(50 * 2 ** 20, 7);
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  // Only what is still held counts, not what waits for the garbage collector.
  const timer = setInterval(() => {
    collectGarbage();
    peak = Math.max(peak, process.memoryUsage().arrayBuffers);
  }, 10);
  const answer = await put("big.bin", bytes);
  clearInterval(timer);
  expect(answer.json()).toMatchObject({ status: "kept", sha256: createHash("sha256").update(bytes).digest("hex") });
  expect(server.made.largestRead).toBeLessThanOrEqual(65_536);
  // The sender's own buffer is counted already; what the receiver adds stays small.
  expect(peak).toBeGreaterThan(0);
  expect(peak - before).toBeLessThan(20 * 2 ** 20);
});

test("the path header is a label: nothing of it leads anywhere", async () => {
  for (const [given, label] of [
    ["../../../etc/passwd", "etc/passwd"],
    ["..\\..\\windows\\system.ini", "windows/system.ini"],
    ["C:\\Users\\a\\b.txt", "Users/a/b.txt"],
    ["/absolute/path.txt", "absolute/path.txt"],
    ["a/./b//c", "a/b/c"],
    ["nul\u0000byte\u202Egpj.exe", "nulbytegpj.exe"],
    ["..", "upload"],
    ["flug ü 飛行.txt", "flug ü 飛行.txt"],
  ] as const) {
    const answer = await put(given, "x");
    expect(answer.status, given).toBe(200);
    expect(answer.json()["path"]).toBe(label);
  }
  expect(existsSync(join(server.folder, "etc"))).toBe(false);
  expect(uploadLabel(undefined)).toBe("upload");
  const broken = await server.ask("PUT", filePaths.upload, { headers: { ...program, "x-creance-path": "%zz" }, body: "x" });
  expect(broken.status).toBe(400);
  expect(broken.json()["code"]).toBe("bad-label");
});

test("an empty file is a file", async () => {
  expect((await put("empty.txt", "")).json()).toMatchObject({ status: "kept", sha256: createHash("sha256").digest("hex") });
});

test("too large, or of unknown length: refused before a byte is read", async () => {
  const announce = (headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const outgoing = request({
        host: "127.0.0.1",
        port: server.port,
        method: "PUT",
        path: filePaths.upload,
        headers: { ...program, ...headers },
      });
      outgoing.on("response", (incoming) => {
        resolve(incoming.statusCode ?? 0);
        outgoing.destroy();
      });
      outgoing.on("error", reject);
      outgoing.write("x");
    });
  expect(await announce({ "content-length": "200000000" })).toBe(400);
  expect(await announce({ "transfer-encoding": "chunked" })).toBe(400);
  expect((await server.ask("POST", filePaths.uploadJob, { headers: programJson, body: "[]" })).status).toBe(400);
  expect((await server.ask("POST", filePaths.uploadJob, { headers: programJson, body: "{" })).status).toBe(400);
});

test("a sender that stops in the middle leaves nothing, and the job goes on", async () => {
  const id = await openJob(2, 2000);
  const before = server.made.uploaded.length;
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(
    `PUT ${filePaths.upload}?job=${id} HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nx-creance: 1\r\nx-creance-path: cut.txt\r\ncontent-length: 1000\r\n\r\n0123456789`,
  );
  // Files are taken one after the other: this one is given up before the next is answered.
  await expect.poll(() => server.made.begun).toContain("cut.txt");
  socket.destroy();
  expect((await put("whole.txt", "whole", `?job=${id}`)).json()).toMatchObject({ status: "kept" });
  expect(server.made.uploaded.slice(before).map(({ path }) => path)).toEqual(["whole.txt"]);
  const jobs = (await server.ask("GET", "/api/imports")).json() as unknown as {
    id: string;
    problems: { path: string; sentence: string }[];
  }[];
  expect(jobs.find((job) => job.id === id)?.problems).toContainEqual(expect.objectContaining({ path: "cut.txt", status: "failed" }));
});

test("a sender that falls silent is given up; a job without files ends by itself", async () => {
  // The job waits for its first file until that is there, also on a busy machine.
  const impatient = await serveMade({ uploadLimits: { bodyIdleMs: 400, jobIdleMs: 5_000 } });
  const id = await openJob(1, 1000, impatient);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(impatient.port, "127.0.0.1");
    let text = "";
    socket.on("data", (part) => {
      text += part;
      if (text.includes("}")) resolve(text);
    });
    socket.on("close", () => resolve(text));
    socket.on("error", () => resolve(text));
    socket.write(
      `PUT ${filePaths.upload}?job=${id} HTTP/1.1\r\nhost: 127.0.0.1:${impatient.port}\r\nx-creance: 1\r\nx-creance-path: slow.txt\r\ncontent-length: 1000\r\n\r\n0123`,
    );
  });
  expect(answer).toContain("upload-cut");
  expect(answer).toContain("4 of 1000 bytes");
  await expect.poll(() => stateOf(id, impatient)).toBe("done");
  await impatient.close();
});

test("stopping the import answers the uploads that wait", async () => {
  const id = await openJob(1, 10);
  const stopped = await server.ask("POST", `/api/imports/${id}/stop`, { headers: programJson });
  expect(stopped.status).toBe(200);
  await expect.poll(() => stateOf(id)).toBe("stopped");
  expect((await put("after.txt", "x", `?job=${id}`)).status).toBe(404);
});
