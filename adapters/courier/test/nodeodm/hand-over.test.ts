/** Hand-over to a NodeODM server (a stand-in of our own that follows the published API). */
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CourierProgress } from "../../src/index.ts";
import { type NodeFault, type NodeOdmDouble, startNodeOdmDouble } from "../lab/nodeodm-double.ts";
import { observedCourier } from "../lab/observed-courier.ts";
import { patternedSource } from "../lab/patterned-source.ts";

describe("NodeODM", () => {
  let node: NodeOdmDouble;
  const { courier, asks } = observedCourier();
  const files = [
    { name: "DJI_0001.JPG", source: patternedSource(100_000, 1) },
    { name: "DJI_0002.JPG", source: patternedSource(2_300_000, 2) },
    { name: "gcp.txt", source: patternedSource(10, 3) },
  ];
  let chunks: Uint8Array[];

  beforeAll(async () => {
    node = await startNodeOdmDouble();
  });
  beforeEach(() => {
    node.fault = "none";
    node.requests.length = 0;
    chunks = [];
  });
  afterAll(async () => {
    await courier.close();
    await node.stop();
  });

  const wish = () => ({
    destination: node.destination(),
    credentials: node.credentials,
    name: 'Roof, "north"',
    options: { dsm: true, "orthophoto-resolution": 4 },
    files,
    into: { write: (bytes: Uint8Array) => void chunks.push(Uint8Array.from(bytes)) },
  });

  it("gives the pictures, waits, and brings the results", async () => {
    const phases: CourierProgress[] = [];
    const tasks: unknown[] = [];
    const receipt = await courier.handOver({
      ...wish(),
      removeAfter: true,
      onProgress: (told) => void phases.push(told),
      onTask: (task) => void tasks.push({ ...task }),
    });
    const sha256 = createHash("sha256").update(node.results).digest("hex");
    expect(receipt).toEqual({ taskId: expect.any(String), results: { sha256, bytes: node.results.length }, isForgotten: true });
    expect(Buffer.concat(chunks).equals(node.results)).toBe(true);
    for (const { name, source } of files) {
      expect(node.pictures.get(name)).toBe(
        createHash("sha256")
          .update(await source.read(0, source.size))
          .digest("hex"),
      );
    }
    expect(node.fields.get("name")).toBe('Roof, "north"');
    expect(JSON.parse(node.fields.get("options") ?? "")).toEqual([
      { name: "dsm", value: true },
      { name: "orthophoto-resolution", value: 4 },
    ]);
    expect(tasks).toEqual([expect.objectContaining({ isCommitted: false }), expect.objectContaining({ isCommitted: true })]);
    expect(new Set(phases.map(({ phase }) => phase))).toEqual(new Set(["sending", "waiting", "fetching"]));
    expect(asks.every(({ purpose }) => purpose === "hand-over")).toBe(true);
  });

  it("a dropped connection in the middle of a picture is tried again", async () => {
    node.fault = "drops-connection";
    await courier.handOver(wish());
    expect([...node.pictures.keys()]).toEqual(files.map(({ name }) => name));
    expect(node.requests.filter((line) => line.includes("/upload/")).length).toBe(4);
  });

  it.each<[NodeFault, string, string]>([
    ["fails", "task-failed", "Not enough overlap between images"],
    ["loses-picture", "task-failed", "2 pictures of 3"],
    ["no-results", "task-failed", "JSON"],
    ["cuts-results", "destination-unreachable", "still there"],
    ["no-uuid", "bad-answer", "no id"],
    ["html", "bad-answer", "no JSON"],
    ["strange-state", "bad-answer", "none"],
  ])("%s: %s", async (fault, code, words) => {
    node.fault = fault;
    await expect(courier.handOver(wish())).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it("a wrong token is a refusal", async () => {
    const wrong = { ...wish(), credentials: { accessKeyId: "", secretAccessKey: "wrong" } };
    await expect(courier.handOver(wrong)).rejects.toMatchObject({ code: "access-denied" });
  });

  it("a source that fails leaves no task behind", async () => {
    const fault = new Error("disk read error");
    const failing = { name: "bad.JPG", source: { size: 10, read: () => Promise.reject(fault) } };
    await expect(courier.handOver({ ...wish(), files: [files[0] ?? failing, failing] })).rejects.toBe(fault);
    expect(node.requests.at(-1)).toBe("POST /task/remove");
    expect([...node.lying]).toEqual([]);
  });

  it("a stop in the middle of the pictures leaves none of them there", async () => {
    const stop = new AbortController();
    let lay = 0;
    const read = async (): Promise<Uint8Array> => {
      lay = node.lying.size;
      stop.abort();
      await pause(200);
      return new Uint8Array(10);
    };
    const sent = courier.handOver({ ...wish(), files: [...files, { name: "late.JPG", source: { size: 10, read } }], signal: stop.signal });
    await expect(sent).rejects.toMatchObject({ code: "stopped" });
    expect(lay).toBe(files.length);
    expect([...node.lying]).toEqual([]);
  });

  it("forgets a task, started or not, and says when it could not", async () => {
    let taskId = "";
    const stop = new AbortController();
    const first = courier.handOver({
      ...wish(),
      signal: stop.signal,
      onTask: (task) => {
        taskId = task.taskId;
        if (task.isCommitted) stop.abort();
      },
    });
    await expect(first).rejects.toMatchObject({ code: "stopped" });
    expect(node.lying.size).toBe(files.length);
    const errand = { destination: node.destination(), credentials: node.credentials, taskId };
    const wrong = { ...errand, credentials: { accessKeyId: "", secretAccessKey: "wrong" } };
    await expect(courier.forgetTask(wrong)).rejects.toMatchObject({ code: "access-denied" });
    expect(node.lying.size).toBe(files.length);
    expect(await courier.forgetTask(errand)).toBe(true);
    expect([...node.lying]).toEqual([]);
    // Known to nobody any more.
    expect(await courier.forgetTask(errand)).toBe(true);
  });

  it("a task that was committed before is only waited for", async () => {
    let taskId = "";
    const stop = new AbortController();
    const first = courier.handOver({
      ...wish(),
      signal: stop.signal,
      onTask: (task) => {
        taskId = task.taskId;
        if (task.isCommitted) stop.abort();
      },
    });
    await expect(first).rejects.toMatchObject({ code: "stopped" });
    node.requests.length = 0;
    const receipt = await courier.handOver({ ...wish(), taskId });
    expect(receipt.results.bytes).toBe(node.results.length);
    expect(node.requests.some((line) => line.includes("/new/"))).toBe(false);
  });

  it.each(["../x.jpg", "a b.jpg", 'x".jpg', ""])("refuses a picture called %j before anything is sent", async (name) => {
    await expect(courier.handOver({ ...wish(), files: [{ name, source: patternedSource(1) }] })).rejects.toMatchObject({
      code: "bad-object",
    });
    expect(node.requests).toEqual([]);
  });
});
