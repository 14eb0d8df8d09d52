/** Processes that are killed: the courier in the middle of an upload, and its parent. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCourier, type UploadState } from "../../src/index.ts";
import { type LyingS3, startLyingS3 } from "../lab/lying-s3.ts";
import { observedCourier } from "../lab/observed-courier.ts";
import { patternedSource } from "../lab/patterned-source.ts";

const MIB = 1_048_576;

/** Courier processes whose parent is `pid`. */
function couriersOf(pid: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => {
      try {
        const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${candidate}/status`, "utf8"))?.[1]);
        return parent === pid && readFileSync(`/proc/${candidate}/cmdline`, "utf8").includes("courier-boot");
      } catch {
        return false;
      }
    });
}

const isThere = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

describe("killed", () => {
  let server: LyingS3;
  beforeAll(async () => {
    server = await startLyingS3();
  });
  afterAll(() => server.stop());

  it("the courier in mid-upload: said, its connections told as lost, and the upload goes on from there", async () => {
    const { courier, asks, ends } = observedCourier();
    const errand = { destination: server.destination(), credentials: server.credentials };
    const source = patternedSource(60 * MIB, 4);
    let state: UploadState | undefined;
    const broken = courier.upload({
      ...errand,
      object: "killed",
      source,
      onState: (told) => {
        state = told;
        if (told.parts.length === 2) for (const pid of couriersOf(process.pid)) process.kill(pid, "SIGKILL");
      },
    });
    await expect(broken).rejects.toMatchObject({ code: "courier-ended" });
    expect(ends.length).toBe(asks.length);
    expect(ends.filter(({ outcome, upBytes }) => outcome !== "lost" || upBytes !== null)).toEqual([]);
    expect(server.objects.size).toBe(0);
    // What the killed process had sent may reach the server after its end was seen here.
    await expect.poll(() => server.connections).toBe(0);
    const before = server.requests.filter((line) => line.includes("partNumber=")).length;
    expect(state?.parts.length).toBeGreaterThanOrEqual(2);
    const receipt = await courier.upload({ ...errand, object: "killed", source, ...(state && { state }) });
    expect(receipt).toMatchObject({ bytes: 60 * MIB, readBack: true });
    const again = server.requests.filter((line) => line.includes("partNumber=")).length - before;
    expect(again).toBe(Math.ceil(60 / 8) - (state?.parts.length ?? 0));
    await courier.close();
    expect(ends.length).toBe(asks.length);
  });

  it("its parent: the courier ends with it", async () => {
    const program = fileURLToPath(new URL("./uploading-parent.ts", import.meta.url));
    const parent = spawn(
      process.execPath,
      ["--import", "tsx", program, JSON.stringify(server.destination()), JSON.stringify(server.credentials)],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    await once(parent.stdout, "data");
    const [pid] = couriersOf(parent.pid ?? -1);
    expect(pid).toBeDefined();
    const gone = once(parent, "exit");
    parent.kill("SIGKILL");
    await gone;
    await expect.poll(() => isThere(pid ?? -1)).toBe(false);
  });

  it("it knows nothing of its parent's environment", async () => {
    const names = ["HTTPS_PROXY", "AWS_SECRET_ACCESS_KEY", "NODE_EXTRA_CA_CERTS", "NODE_OPTIONS"];
    for (const name of names) process.env[name] = name === "NODE_OPTIONS" ? "" : "planted";
    const { courier } = observedCourier();
    try {
      await courier.list({ destination: server.destination(), credentials: server.credentials });
      const [pid] = couriersOf(process.pid);
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      expect(environment.filter((line) => line !== "").map((line) => line.split("=")[0])).toEqual(["PATH"]);
      expect(readFileSync(`/proc/${pid}/cmdline`, "utf8")).not.toContain("lying-secret");
    } finally {
      for (const name of names) delete process.env[name];
      await courier.close();
    }
  });

  it("an entry that cannot be written when a connection ends stops what goes on", async () => {
    const fault = new Error("the ledger's disk is full");
    const courier = openCourier({
      onConnecting: () => Promise.resolve(),
      onConnected: () => Promise.reject(fault),
      patience: { attempts: 3, backoffMs: 5, idleMs: 500, answerMs: 500 },
    });
    server.lie = "silent";
    await expect(courier.list({ destination: server.destination(), credentials: server.credentials })).rejects.toBe(fault);
    server.lie = "none";
    await courier.close();
    expect(couriersOf(process.pid)).toEqual([]);
  });

  it("closing while something runs rejects it, and leaves no process", async () => {
    const { courier, asks, ends } = observedCourier();
    server.lie = "silent";
    const running = courier.list({ destination: server.destination(), credentials: server.credentials });
    const outcome = expect(running).rejects.toMatchObject({ name: "UserError" });
    await expect.poll(() => asks.length).toBe(1);
    await courier.close();
    await outcome;
    server.lie = "none";
    expect(ends.length).toBe(asks.length);
    expect(couriersOf(process.pid)).toEqual([]);
    await expect(courier.list({ destination: server.destination(), credentials: server.credentials })).rejects.toMatchObject({
      code: "stopped",
    });
  });
});
