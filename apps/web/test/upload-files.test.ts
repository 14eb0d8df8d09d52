import { expect, test } from "vitest";
import { openUploadJob, uploadFiles, uploadLabel } from "../src/import/upload-files.ts";

const picked = (path: string, text = "x") => ({ path, file: new File([text], path) });

/** A server in the hand: notes what it was asked, answers what the test says. */
function server(answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const asked: { method: string; url: string; path: string | null }[] = [];
  const door = (async (url: string, init: RequestInit) => {
    const header = new Headers(init.headers).get("x-creance-path");
    asked.push({ method: init.method ?? "GET", url, path: header === null ? null : decodeURIComponent(header) });
    return answer(url, init);
  }) as unknown as typeof fetch;
  return { asked, fetch: door };
}

test("every file is sent once under its path, and the job is closed after the last", async () => {
  const { asked, fetch } = server(() => Response.json({ id: "job 1" }));
  const doors = { fetch, signal: new AbortController().signal };
  const files = [picked("card/ä 1.txt"), picked("b"), picked("c")];
  const jobId = await openUploadJob(files, doors);
  const end = await uploadFiles(jobId, files, doors);
  expect(end).toEqual({ jobId: "job 1", sent: 3, failed: [], stopped: false });
  expect(asked.filter((each) => each.method === "PUT").map((each) => each.path)).toEqual(["card/ä 1.txt", "b", "c"]);
  expect(asked[0]).toMatchObject({ method: "POST", url: "/files/upload-job" });
  expect(asked.at(-1)).toMatchObject({ method: "DELETE", url: "/files/upload-job?job=job%201" });
});

test("one refused file does not stop the others; the server's sentence is kept", async () => {
  const { fetch } = server((_url, init) =>
    new Headers(init.headers).get("x-creance-path") === "b"
      ? Response.json({ sentence: "The disk is full." }, { status: 507 })
      : Response.json({}),
  );
  const end = await uploadFiles("j", [picked("a"), picked("b"), picked("c")], { fetch, signal: new AbortController().signal });
  expect(end.sent).toBe(2);
  expect(end.failed).toEqual([{ path: "b", sentence: "The disk is full." }]);
});

test("a server that stops answering is a sentence for each file, not an exception", async () => {
  const { fetch } = server(() => Promise.reject(new TypeError("network")));
  const end = await uploadFiles("j", [picked("a")], { fetch, signal: new AbortController().signal });
  expect(end.failed[0]?.sentence).toContain("Not sent");
});

test("stopping sends no further file and blames none", async () => {
  const stop = new AbortController();
  const { asked, fetch } = server(() => {
    stop.abort();
    return Promise.reject(new DOMException("stopped", "AbortError"));
  });
  const end = await uploadFiles("j", [picked("a"), picked("b"), picked("c"), picked("d")], { fetch, signal: stop.signal });
  expect(end).toMatchObject({ sent: 0, failed: [], stopped: true });
  expect(asked.filter((each) => each.method === "PUT").length).toBeLessThanOrEqual(2);
});

test("a job that is not opened is an error before any byte is sent", async () => {
  const { fetch } = server(() => Response.json({ sentence: "The vault is read-only." }, { status: 409 }));
  await expect(openUploadJob([picked("a")], { fetch, signal: new AbortController().signal })).rejects.toThrow("The vault is read-only.");
});

test("the label counts files and bytes", () => {
  expect(uploadLabel([picked("a", "12345"), picked("b", "1")])).toBe("2 files from this browser, 6 B");
});
