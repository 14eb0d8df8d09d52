/** The courier beside a real S3 server (Ceph RADOS Gateway): what it sends, reads back, resumes, removes, and what the SDK sees there. */
import { createHash } from "node:crypto";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { ByteSource } from "@creance/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Destination, UploadState } from "../src/index.ts";
import { observedCourier } from "./lab/observed-courier.ts";
import { patternedSource } from "./lab/patterned-source.ts";
import { labSdk, type Rgw, rgwMissing, startRgw } from "./lab/rgw.ts";

const MIB = 1_048_576;

describe.skipIf(rgwMissing !== null && process.env["CREANCE_NO_SKIP"] !== "1")(
  `Ceph RADOS Gateway${rgwMissing === null ? "" : ` (${rgwMissing})`}`,
  () => {
    let rgw: Rgw;
    let sdk: S3Client;
    let destination: Destination;
    const { courier, asks, ends } = observedCourier({ countryOf: () => "US" });

    beforeAll(async () => {
      rgw = await startRgw();
      sdk = labSdk(rgw);
      for (const Bucket of ["shared", "versioned"]) await sdk.send(new CreateBucketCommand({ Bucket }));
      await sdk.send(new CreateBucketCommand({ Bucket: "locked", ObjectLockEnabledForBucket: true }));
      await sdk.send(new PutBucketVersioningCommand({ Bucket: "versioned", VersioningConfiguration: { Status: "Enabled" } }));
      destination = rgw.destination("shared", { prefix: "creance/" });
    });
    afterAll(async () => {
      await courier.close();
      sdk?.destroy();
      await rgw?.stop();
    });

    const errand = (more: Partial<Destination> = {}) => ({ destination: { ...destination, ...more }, credentials: rgw.credentials });
    const stored = async (key: string, bucket = "shared") => {
      const answer = await sdk.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return createHash("sha256")
        .update((await answer.Body?.transformToByteArray()) ?? new Uint8Array(0))
        .digest("hex");
    };
    const hashOf = async (source: ByteSource) =>
      createHash("sha256")
        .update(await source.read(0, source.size))
        .digest("hex");

    it.each([0, 1, 65_536, 8 * MIB, 8 * MIB + 1, 20 * MIB + 7])(
      "sends %i bytes, reads them back, and the SDK finds the same",
      async (size) => {
        const source = patternedSource(size, size + 3);
        const states: UploadState[] = [];
        const receipt = await courier.upload({ ...errand(), object: `size-${size}`, source, onState: (state) => void states.push(state) });
        const sha256 = await hashOf(source);
        expect(receipt).toMatchObject({ object: `size-${size}`, sha256, bytes: size, readBack: true, wasThere: false });
        expect(await stored(`creance/size-${size}`)).toBe(sha256);
        expect(states.length).toBe(size > 8 * MIB ? 1 + Math.ceil(size / (8 * MIB)) : 0);
        expect(await courier.head({ ...errand(), object: `size-${size}` })).toMatchObject({ bytes: size });
      },
    );

    it("asks before every connection and tells of its end", async () => {
      const seen = observedCourier();
      await seen.courier.upload({ ...errand(), shareId: "share-1", object: "asked", source: patternedSource(100) });
      expect(seen.asks.length).toBeGreaterThan(0);
      expect(seen.asks[0]).toMatchObject({
        purpose: "upload",
        host: "127.0.0.1",
        address: "127.0.0.1",
        isEncrypted: false,
        shareId: "share-1",
      });
      await seen.courier.close();
      expect(seen.ends.map(({ connectionId }) => connectionId).sort()).toEqual(seen.asks.map(({ connectionId }) => connectionId).sort());
      expect(seen.ends[0]).toMatchObject({ outcome: "closed" });
      expect(seen.ends[0]?.upBytes).toBeGreaterThan(100);
    });

    it("opens nothing when the parent says no, and rejects with the parent's own error", async () => {
      const no = new Error("the ledger's disk is full");
      const seen = observedCourier({ onConnecting: () => Promise.reject(no) });
      await expect(seen.courier.upload({ ...errand(), object: "never", source: patternedSource(10) })).rejects.toBe(no);
      await seen.courier.close();
      expect(seen.ends).toEqual([]);
      expect(await courier.head({ ...errand(), object: "never" })).toBeUndefined();
    });

    it("leaves alone what lies there, and recognises its own bytes", async () => {
      await sdk.send(new PutObjectCommand({ Bucket: "shared", Key: "creance/taken", Body: "someone else's" }));
      await expect(courier.upload({ ...errand(), object: "taken", source: patternedSource(14) })).rejects.toMatchObject({
        code: "object-exists",
      });
      await expect(courier.upload({ ...errand(), object: "taken", source: patternedSource(15) })).rejects.toMatchObject({
        code: "object-exists",
      });
      const source = patternedSource(9 * MIB, 77);
      await courier.upload({ ...errand(), object: "twice", source });
      const again = await courier.upload({ ...errand(), object: "twice", source });
      expect(again).toMatchObject({ wasThere: true, sha256: await hashOf(source) });
      expect(await stored("creance/taken")).toBe(createHash("sha256").update("someone else's").digest("hex"));
    });

    it("goes on after it was stopped, and sends only what is missing", async () => {
      const size = 40 * MIB;
      const source = patternedSource(size, 5);
      const stop = new AbortController();
      let state: UploadState | undefined;
      const first = courier.upload({
        ...errand(),
        object: "resumed",
        source,
        signal: stop.signal,
        onState: (told) => {
          state = told;
          if (told.parts.length >= 2) stop.abort();
        },
      });
      await expect(first).rejects.toMatchObject({ code: "stopped" });
      expect(state?.parts.length).toBeGreaterThanOrEqual(2);
      expect(await courier.head({ ...errand(), object: "resumed" })).toBeUndefined();
      const before = asks.length;
      const seen = observedCourier();
      const receipt = await seen.courier.upload({ ...errand(), object: "resumed", source, ...(state && { state }) });
      await seen.courier.close();
      expect(receipt.sha256).toBe(await hashOf(source));
      const up = seen.ends.reduce((sum, { upBytes }) => sum + (upBytes ?? 0), 0);
      expect(up).toBeLessThan(size - 15 * MIB);
      expect(asks.length).toBe(before);
    });

    it("notices a source that changed between two runs", async () => {
      const stop = new AbortController();
      let state: UploadState | undefined;
      const keep = (told: UploadState): void => {
        state = told;
        if (told.parts.length >= 1) stop.abort();
      };
      const wish = { ...errand(), object: "changed", onState: keep };
      await expect(courier.upload({ ...wish, source: patternedSource(40 * MIB, 6), signal: stop.signal })).rejects.toMatchObject({
        code: "stopped",
      });
      expect(state).toBeDefined();
      if (state === undefined) return;
      await expect(courier.upload({ ...wish, source: patternedSource(40 * MIB, 7), state })).rejects.toMatchObject({
        code: "source-changed",
      });
      await expect(courier.upload({ ...wish, source: patternedSource(39 * MIB, 6), state })).rejects.toMatchObject({
        code: "source-changed",
      });
      expect(await courier.abandon({ ...errand(), state })).toBe(true);
      const left = await sdk.send(new ListMultipartUploadsCommand({ Bucket: "shared" }));
      expect(left.Uploads ?? []).toEqual([]);
    });

    it("a source that ends early, or whose reading fails, is told and nothing is put together", async () => {
      const short: ByteSource = {
        size: 100,
        read: (start, end) => Promise.resolve(new Uint8Array(Math.max(0, Math.min(end, 60) - start))),
      };
      await expect(courier.upload({ ...errand(), object: "short", source: short })).rejects.toMatchObject({ code: "source-changed" });
      const fault = new Error("disk read error");
      const failing: ByteSource = {
        size: 20 * MIB,
        read: (start) => (start > 9 * MIB ? Promise.reject(fault) : Promise.resolve(new Uint8Array(MIB))),
      };
      await expect(courier.upload({ ...errand(), object: "failing", source: failing })).rejects.toBe(fault);
      expect(await courier.head({ ...errand(), object: "failing" })).toBeUndefined();
    });

    it("removes every version and looks whether they are gone", async () => {
      const versioned = errand({ bucket: "versioned" });
      const receipt = await courier.upload({ ...versioned, object: "v", source: patternedSource(10) });
      expect(receipt.versionId).not.toBeNull();
      await sdk.send(new PutObjectCommand({ Bucket: "versioned", Key: "creance/v", Body: "second" }));
      await sdk.send(new PutObjectCommand({ Bucket: "versioned", Key: "creance/v-other", Body: "stays" }));
      const [report, none] = await courier.remove({ ...versioned, objects: ["v", "never-there"] });
      expect(report).toMatchObject({ object: "v", outcome: "removed", versions: 2 });
      expect(none).toMatchObject({ outcome: "removed", versions: 0 });
      expect(await courier.head({ ...versioned, object: "v" })).toBeUndefined();
      expect(await courier.head({ ...versioned, object: "v-other" })).toBeDefined();
    });

    it("says until when a locked object stays", async () => {
      const until = new Date(Date.now() + 86_400_000);
      const Body = "held";
      const ContentMD5 = createHash("md5").update(Body).digest("base64");
      await sdk.send(
        new PutObjectCommand({
          Bucket: "locked",
          Key: "creance/held",
          Body,
          ContentMD5,
          ObjectLockMode: "COMPLIANCE",
          ObjectLockRetainUntilDate: until,
        }),
      );
      const [report] = await courier.remove({ ...errand({ bucket: "locked" }), objects: ["held"] });
      expect(report?.outcome).toBe("locked");
      expect(report?.sentence).toContain(until.toISOString().slice(0, 10));
    });

    it("proves a lock that holds, and says where there is none", async () => {
      const lock = await courier.proveLock(errand({ bucket: "locked" }));
      expect(lock.observations.filter(({ held }) => !held)).toEqual([]);
      expect(lock.holds).toBe(true);
      expect((await courier.proveLock(errand())).holds).toBe(false);
    });

    it("lists, fetches and links", async () => {
      const source = patternedSource(3 * MIB + 5, 9);
      await courier.upload({ ...errand(), object: "given/one", source });
      const page = await courier.list({ ...errand(), under: "given/" });
      expect(page).toMatchObject({ objects: [{ object: "given/one", bytes: source.size }], next: null });
      const chunks: Uint8Array[] = [];
      const into = { write: (bytes: Uint8Array) => void chunks.push(bytes.slice()) };
      const fetched = await courier.fetch({ ...errand(), object: "given/one", maxBytes: 4 * MIB, into });
      expect(fetched).toEqual({ sha256: await hashOf(source), bytes: source.size });
      expect(createHash("sha256").update(Buffer.concat(chunks)).digest("hex")).toBe(fetched.sha256);
      await expect(courier.fetch({ ...errand(), object: "given/one", maxBytes: MIB, into })).rejects.toMatchObject({ code: "too-large" });
      await expect(courier.fetch({ ...errand(), object: "given/none", maxBytes: MIB, into })).rejects.toMatchObject({ code: "no-object" });
      const link = courier.presign({ ...errand(), object: "given/one", seconds: 60 });
      const answer = await fetch(link);
      expect(
        createHash("sha256")
          .update(new Uint8Array(await answer.arrayBuffer()))
          .digest("hex"),
      ).toBe(fetched.sha256);
      expect((await fetch(link.replace("given/one", "size-1"))).status).toBe(403);
      expect((await fetch(link.split("?")[0] ?? "")).status).toBe(403);
    });

    it("says which refusal it was", async () => {
      const wrong = { ...errand(), credentials: { ...rgw.credentials, secretAccessKey: "wrong" } };
      await expect(courier.upload({ ...wrong, object: "x", source: patternedSource(1) })).rejects.toMatchObject({ code: "access-denied" });
      await expect(courier.checkRegion(wrong)).rejects.toMatchObject({ code: "access-denied" });
      await expect(courier.list(errand({ bucket: "no-such-bucket" }))).rejects.toMatchObject({ code: "no-bucket" });
      await expect(courier.checkRegion(errand({ bucket: "no-such-bucket" }))).rejects.toMatchObject({ code: "no-bucket" });
    });

    it("a bucket in the host's name, at an address that the destination names", async () => {
      const { port } = new URL(rgw.endpoint);
      const named = errand({ endpoint: `http://s3.lab.example:${port}`, addresses: ["127.0.0.1"], pathStyle: false });
      const source = patternedSource(1000, 11);
      await courier.upload({ ...named, object: "by-host", source });
      expect(await stored("creance/by-host")).toBe(await hashOf(source));
      expect(asks.at(-1)).toMatchObject({ host: "shared.s3.lab.example", address: "127.0.0.1" });
    });

    it("grades what the server says of its region", async () => {
      const own = await courier.checkRegion(errand());
      expect(own.observations.filter(({ verdict }) => verdict === "contradicts")).toEqual([]);
      expect(own).toMatchObject({ grade: "provider-asserted", region: "us-west-2", keepsVersions: false, hasObjectLock: false });
      expect(own.observations.find(({ code }) => code === "address")?.verdict).toBe("note");
      const elsewhere = await courier.checkRegion(errand({ region: "eu-central-1" }));
      expect(elsewhere.grade).toBe("contradicted");
      expect(elsewhere.observations.find(({ code }) => code === "bucket-location")?.verdict).toBe("contradicts");
      expect(await courier.checkRegion(errand({ bucket: "locked" }))).toMatchObject({ keepsVersions: true, hasObjectLock: true });
      expect(ends.every(({ outcome }) => outcome === "closed")).toBe(true);
    });
  },
);
