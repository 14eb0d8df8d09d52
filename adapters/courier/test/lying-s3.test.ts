/** Servers that lie: each lie is stopped and said, nothing is left half done, and nothing hangs. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RegionRecord } from "../src/index.ts";
import { type Lie, type LyingS3, startLyingS3 } from "./lab/lying-s3.ts";
import { observedCourier } from "./lab/observed-courier.ts";
import { patternedSource } from "./lab/patterned-source.ts";

const MIB = 1_048_576;

describe("a server that lies", () => {
  let liar: LyingS3;
  let number = 0;
  const { courier, asks } = observedCourier({ patience: { attempts: 3, backoffMs: 5 } });
  /** For lies that are a silence: what is waited for never comes. A slow machine's answer to the others must not be given up. */
  const impatient = observedCourier({ patience: { idleMs: 1_500, answerMs: 1_500, attempts: 3, backoffMs: 5 } });
  const courierFor = (lie: Lie) => (["silent", "slow-head", "slow-body"].includes(lie) ? impatient : { courier, asks });

  beforeAll(async () => {
    liar = await startLyingS3();
  });
  beforeEach(() => {
    liar.lie = "none";
    liar.objects.clear();
    number += 1;
  });
  afterAll(async () => {
    await Promise.all([courier.close(), impatient.courier.close()]);
    await liar.stop();
  });

  const errand = () => ({ destination: liar.destination(), credentials: liar.credentials });
  const upload = (sizeBytes = 5_000, by = courier) =>
    by.upload({ ...errand(), object: `object-${number}`, source: patternedSource(sizeBytes, number) });
  const region = (): Promise<RegionRecord> => courier.checkRegion(errand());
  const contradictions = (record: RegionRecord) =>
    record.observations.filter(({ verdict }) => verdict === "contradicts").map(({ code }) => code);

  it("without a lie all goes well (so that each lie is what is found)", async () => {
    expect(await upload()).toMatchObject({ bytes: 5_000, readBack: true });
    expect(await upload(17 * MIB).catch((error: unknown) => error)).toMatchObject({ code: "object-exists" });
    number += 1;
    expect(await upload(17 * MIB)).toMatchObject({ bytes: 17 * MIB });
    expect((await region()).grade).toBe("provider-asserted");
    expect(await courier.list(errand())).toMatchObject({ next: null });
  });

  it.each<[Lie, number, string]>([
    ["other-bytes", 5_000, "other bytes"],
    ["other-bytes", 17 * MIB, "other bytes"],
    ["short-object", 5_000, "4990 bytes instead of 5000"],
    ["stores-framing", 5_000, "more than 5000 bytes"],
    ["drops-part", 17 * MIB + 3, "bytes instead of"],
  ])("%s (%i bytes): found by reading back, and removed", async (lie, sizeBytes, words) => {
    liar.lie = lie;
    await expect(upload(sizeBytes)).rejects.toMatchObject({ code: "read-back-differs", message: expect.stringContaining(words) });
    expect(liar.objects.size).toBe(0);
  });

  it("keeps-removed: an object that differs and cannot be removed is said to be there still", async () => {
    liar.lie = "keeps-removed";
    await upload();
    const [report] = await courier.remove({ ...errand(), objects: [`object-${number}`] });
    expect(report).toMatchObject({ outcome: "refused", sentence: "The server says that it removed the object, and still has it." });
  });

  it.each<[Lie, string, string]>([
    ["hides-versions", "refused", "the bucket keeps versions"],
    ["hides-versioning", "refused", "does not tell whether the bucket keeps versions"],
    ["puts-markers", "refused", "the bucket keeps versions"],
    ["hides-uploads", "refused", "parts of an upload that was broken off may lie there"],
    ["hides-no-versions", "removed", "It was removed from the destination."],
  ])("%s: a removal is %s", async (lie, outcome, words) => {
    await upload();
    liar.lie = lie;
    const [report] = await courier.remove({ ...errand(), objects: [`object-${number}`] });
    expect(report).toMatchObject({ outcome, versions: 1, sentence: expect.stringContaining(words) });
    // What can be taken away is, whatever is said of it.
    expect(liar.objects.size).toBe(0);
  });

  it("ignores-condition: what lies there is seen before anything is sent", async () => {
    await upload();
    liar.lie = "ignores-condition";
    await expect(courier.upload({ ...errand(), object: `object-${number}`, source: patternedSource(4_000, 99) })).rejects.toMatchObject({
      code: "object-exists",
    });
    expect(liar.requests.filter((line) => line.startsWith("PUT") && line.includes(`object-${number}`)).length).toBe(1);
  });

  it.each<[Lie, string]>([
    ["redirects", "redirected"],
    ["always-busy", "server-failed"],
    ["clock-skew", "clock-skew"],
    ["silent", "destination-timeout"],
    ["slow-head", "destination-timeout"],
    ["no-http", "bad-answer"],
  ])("%s: an upload ends with %s", async (lie, code) => {
    liar.lie = lie;
    const by = courierFor(lie);
    await expect(upload(5_000, by.courier)).rejects.toMatchObject({ name: "UserError", code });
    expect(liar.objects.size).toBe(0);
    expect(by.asks.length).toBeGreaterThan(0);
    expect(by.asks.every(({ host, address }) => host === "127.0.0.1" && address === "127.0.0.1")).toBe(true);
  });

  it.each<[Lie, string]>([
    ["short-reads", "destination-unreachable"],
    ["slow-body", "destination-timeout"],
  ])("%s: the reading back ends with %s", async (lie, code) => {
    await upload();
    liar.lie = lie;
    const fetched = courierFor(lie).courier.fetch({ ...errand(), object: `object-${number}`, maxBytes: MIB, into: { write: () => {} } });
    await expect(fetched).rejects.toMatchObject({ code });
  });

  it.each<[Lie, string]>([
    ["endless-xml", "answer-too-large"],
    ["entity-bomb", "bad-answer"],
    ["endless-list", "bad-answer"],
    ["foreign-list", "bad-answer"],
  ])("%s: a list ends with %s", async (lie, code) => {
    liar.objects.set("elsewhere", { bytes: Buffer.alloc(0), sha256: "", sizeBytes: 0 });
    liar.lie = lie;
    await expect(courier.list({ ...errand(), under: "mine/", after: "again" })).rejects.toMatchObject({ code });
  });

  it("error-in-200: putting together that fails in a good status is a failure", async () => {
    liar.lie = "error-in-200";
    await expect(upload(17 * MIB)).rejects.toMatchObject({ code: "server-failed" });
    expect(liar.objects.size).toBe(0);
  });

  it("ignores-lock: the canary finds it", async () => {
    liar.lie = "ignores-lock";
    const lock = await courier.proveLock(errand());
    expect(lock.holds).toBe(false);
    expect(lock.observations.filter(({ held }) => !held).map(({ code }) => code)).toEqual([
      "delete",
      "bypass",
      "shorten",
      "weaken",
      "still-there",
    ]);
    liar.lie = "none";
    expect((await courier.proveLock(errand())).holds).toBe(false);
  });

  it.each<[Lie, readonly string[]]>([
    ["other-region", ["bucket-head", "bucket-location"]],
    ["no-region", ["region-not-said"]],
    ["two-regions", ["bucket-head"]],
    ["names-other-region", ["wrong-region"]],
    ["redirects", ["bucket-head", "redirect"]],
    ["replicates", ["replication"]],
    ["accelerates", ["accelerate", "access-logs"]],
  ])("%s: the region is contradicted", async (lie, codes) => {
    liar.lie = lie;
    const record = await region();
    expect(record.grade).toBe("contradicted");
    expect(contradictions(record)).toEqual(codes);
    expect(record.limit).toContain("never prove");
  });

  it("faults that pass are tried again", async () => {
    liar.lie = "always-busy";
    liar.liesLeft = 2;
    expect(await upload()).toMatchObject({ readBack: true });
    liar.lie = "silent";
    liar.liesLeft = 1;
    number += 1;
    expect(await upload(5_000, impatient.courier)).toMatchObject({ readBack: true });
  });

  it("nobody there: said, and reported for each object", async () => {
    const nobody = { ...errand(), destination: liar.destination({ endpoint: "http://127.0.0.1:9" }) };
    await expect(courier.head({ ...nobody, object: "x" })).rejects.toMatchObject({ code: "destination-unreachable" });
    const [report] = await courier.remove({ ...nobody, objects: ["x"] });
    expect(report).toMatchObject({ outcome: "unreachable" });
  });
});
