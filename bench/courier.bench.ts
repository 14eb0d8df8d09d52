/**
 * Sealing, hashing and uploading a file through the courier beside the AWS SDK's plain upload of the same file to the same server (Ceph RADOS Gateway,
 * objects in memory), and the courier's memory for a long generated stream into a server that discards. `npm run bench courier`.
 * `CREANCE_BENCH_UPLOAD_BYTES` (512 MiB) and `CREANCE_BENCH_STREAM_BYTES` (4 GiB) say how much.
 */
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { closeSync, createReadStream, fsyncSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Upload } from "@aws-sdk/lib-storage";
import { openCourier } from "../adapters/courier/src/index.ts";
import { startLyingS3 } from "../adapters/courier/test/lab/lying-s3.ts";
import { patternedSource } from "../adapters/courier/test/lab/patterned-source.ts";
import { labSdk, residentBytesOf, rgwMissing, startRgw } from "../adapters/courier/test/lab/rgw.ts";
import { nodePlatform, openFileSource } from "../adapters/node/src/index.ts";
import { newIdentity, newSealing, recipientOf, sealedSource } from "../packages/seal/src/index.ts";

const MIB = 1_048_576;
const uploadBytes = Number(process.env["CREANCE_BENCH_UPLOAD_BYTES"] ?? 512 * MIB);
const streamBytes = Number(process.env["CREANCE_BENCH_STREAM_BYTES"] ?? 4096 * MIB);
const rounds = Number(process.env["CREANCE_BENCH_UPLOAD_ROUNDS"] ?? 2);

const silent = { onConnecting: () => Promise.resolve(), onConnected: () => Promise.resolve() };
const rate = (bytes: number, sinceMs: number): number => bytes / MIB / ((performance.now() - sinceMs) / 1000);
const line = (...cells: readonly (string | number)[]): void =>
  void process.stdout.write(
    `| ${cells.map((cell) => (typeof cell === "number" ? cell.toFixed(cell < 10 ? 2 : 0) : cell)).join(" | ")} |\n`,
  );

const folder = mkdtempSync(join(tmpdir(), "i7-F-bench-"));
try {
  if (rgwMissing === null) await uploads();
  else process.stdout.write(`Uploads not measured: ${rgwMissing}.\n`);
  await memory();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function uploads(): Promise<void> {
  const path = join(folder, "plain");
  const diskMibps = writeFile(path);
  // Objects that were removed stay in its memory until it collects them, hours later.
  const rgw = await startRgw({ sizeBytes: uploadBytes * 2 * rounds * 1.25 + 512 * MIB });
  const courier = openCourier(silent);
  try {
    await rgw.createBucket("bench");
    const sdk = labSdk(rgw);
    const identity = await newIdentity();
    const best = { sdk: 0, sent: 0, whole: 0 };
    const errand = { destination: rgw.destination("bench"), credentials: rgw.credentials };
    await courier.list(errand);
    for (let round = 0; round < rounds; round++) {
      let startMs = performance.now();
      await new Upload({
        client: sdk,
        params: { Bucket: "bench", Key: `sdk-${round}`, Body: createReadStream(path) },
        partSize: 8 * MIB,
        queueSize: 4,
      }).done();
      best.sdk = Math.max(best.sdk, rate(uploadBytes, startMs));
      await courier.remove({ ...errand, objects: [`sdk-${round}`] });

      const file = await openFileSource(path);
      const sealing = await newSealing([await recipientOf(identity)], (length) => randomBytes(length));
      const source = sealedSource(file, sealing, nodePlatform);
      startMs = performance.now();
      let sentMs = 0;
      await courier.upload({
        ...errand,
        object: `sealed-${round}`,
        source,
        onProgress: ({ phase }) => {
          if (phase === "reading-back" && sentMs === 0) sentMs = performance.now();
        },
      });
      best.whole = Math.max(best.whole, rate(uploadBytes, startMs));
      best.sent = Math.max(best.sent, uploadBytes / MIB / ((sentMs - startMs) / 1000));
      await file.close();
      await courier.remove({ ...errand, objects: [`sealed-${round}`] });
    }
    sdk.destroy();
    const slower = Math.min(diskMibps, best.sdk);
    process.stdout.write(`| ${uploadBytes / MIB} MiB, best of ${rounds} | MiB/s | of the slower of disk and SDK |\n| --- | --- | --- |\n`);
    line("disk: written and synced", diskMibps, diskMibps / slower);
    line("AWS SDK: plain upload", best.sdk, best.sdk / slower);
    line("courier: sealed, hashed, sent", best.sent, best.sent / slower);
    line("courier: the same, and read back", best.whole, best.whole / slower);
  } finally {
    await courier.close();
    await rgw.stop();
  }
}

/** The courier's two processes while a stream goes by; the discarding server is a process of its own kind and not counted. */
async function memory(): Promise<void> {
  const digest = createHash("sha256");
  const source = patternedSource(streamBytes);
  const server = await startLyingS3({
    discards: true,
    giveBack: async (response) => {
      for (let start = 0; start < streamBytes; start += MIB) {
        const bytes = await source.read(start, Math.min(streamBytes, start + MIB));
        digest.update(bytes);
        if (!response.write(bytes)) await new Promise((resolve) => response.once("drain", resolve));
      }
      response.end();
    },
  });
  const courier = openCourier(silent);
  const before = residentBytesOf(process.pid);
  let own = 0;
  let child = 0;
  const timer = setInterval(() => {
    own = Math.max(own, residentBytesOf(process.pid));
    for (const pid of childrenOf(process.pid)) child = Math.max(child, residentBytesOf(pid));
  }, 200);
  const startMs = performance.now();
  await courier.upload({ destination: server.destination(), credentials: server.credentials, object: "stream", source });
  clearInterval(timer);
  process.stdout.write(`\n| ${streamBytes / MIB} MiB generated, discarded, read back | MiB |\n| --- | --- |\n`);
  line("courier's process, most resident", child / MIB);
  line("parent (with the discarding server inside), most resident", own / MIB);
  line("parent before", before / MIB);
  line("MiB/s, both ways counted once", rate(streamBytes, startMs));
  await courier.close();
  await server.stop();
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => {
      try {
        return new RegExp(`^PPid:\\s+${pid}$`, "m").test(readFileSync(`/proc/${candidate}/status`, "utf8"));
      } catch {
        return false;
      }
    });
}

/** Writes the file; how fast the disk took it. */
function writeFile(path: string): number {
  const block = randomBytes(8 * MIB);
  const startMs = performance.now();
  const file = openSync(path, "w");
  for (let offset = 0; offset < uploadBytes; offset += block.length) {
    block.writeUInt32LE(offset / MIB, 0);
    writeSync(file, block, 0, Math.min(block.length, uploadBytes - offset));
  }
  fsyncSync(file);
  closeSync(file);
  execFileSync("sync");
  return rate(uploadBytes, startMs);
}
