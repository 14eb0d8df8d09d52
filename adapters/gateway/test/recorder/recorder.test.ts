// The recorder process itself, in a namespace with two links: what it writes is held against what the kernel's own counters say.
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { createCaptureParser } from "@creance/capture";
import type { CaptureCounts, DeniedLine } from "@creance/hold";
import { nodePlatform } from "@creance/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { FailMessage, RecorderLimits, RecorderReport, StartMessage } from "../../src/messages.ts";
import { type Field, fieldMissing, openField } from "../lab/field.ts";

const boot = fileURLToPath(new URL("../../src/process/process-boot.mjs", import.meta.url));
const rules = `table inet hold {
  counter lan_denied { }
  chain gate {
    type filter hook prerouting priority -450; policy accept;
    iifname != "lan" accept
    counter name lan_denied log prefix "hold-denied " group 5 snaplen 192 drop
  }
}
`;
const roomy: RecorderLimits = { fileBytes: 1_000_000, totalBytes: 1e9, freeBytes: 0 };
const patient = { timeout: 180_000 };

describe.skipIf(fieldMissing !== null)(`the recorder in a namespace${fieldMissing === null ? "" : ` (skipped: ${fieldMissing})`}`, () => {
  let field: Field;
  const folder = mkdtempSync(join(tmpdir(), "h6-F-recorder-"));
  const running: RunningRecorder[] = [];

  beforeAll(async () => {
    field = await openField();
    field.gateway.must(["ip", "addr", "add", "10.77.0.1/24", "dev", "lan"]);
    field.gateway.must(["ip", "link", "set", "lan", "up"]);
    field.gateway.must(["nft", "-f", "-"], { input: rules });
  }, 180_000);
  afterEach(async () => {
    for (const recorder of running.splice(0)) await recorder.stop();
  });
  afterAll(async () => {
    await field?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function record(name: string, limits: RecorderLimits, place = folder): Promise<RunningRecorder> {
    const recorder = startIn(field, join(place, name), limits);
    running.push(recorder);
    await recorder.first("ready");
    return recorder;
  }
  /** Sends packets, fifty at once; `pauseMs` between. */
  const flood = (packets: number, bytes: number, pauseMs = 0): void => {
    field.device.must(["node", "-e", floodScript, "203.0.113.99", String(packets), String(bytes), String(pauseMs)]);
  };
  /** Resolves once the rules refused 100 packets more. */
  const refusedSince = async (before: number): Promise<void> => {
    while (counter(field) < before + 100) await pause(10);
  };

  test(
    "a flush under a flood: every packet that the rules counted is in the LAN capture and in the log of refused ones",
    patient,
    async () => {
      const recorder = await record("flood", roomy);
      const before = counter(field);
      // Not more than 5,000 a second: what a tcpdump that has to wait finds no room for in the log's small socket is lost, and counted so.
      flood(20_000, 200, 10);
      const after = counter(field) - before;
      const [lan, , denied] = await recorder.flush();
      expect(after).toBeGreaterThanOrEqual(20_000);
      expect([lan?.dropped, denied?.dropped]).toEqual([0, 0]);
      const toTarget = await packetsTo(join(folder, "flood"), "lan");
      expect(toTarget).toBe(20_000);
      expect(denied?.captured).toBeGreaterThanOrEqual(after);
      expect(await packetsTo(join(folder, "flood"), "denied")).toBe(20_000);
      const told = recorder.denied.filter(({ dstIp }) => dstIp === "203.0.113.99" || dstIp === "*");
      expect(told.reduce((sum, { count }) => sum + count, 0)).toBe(20_000);
      expect(recorder.files.filter(({ side }) => side === "lan").length).toBeGreaterThan(3);
      for (const { file } of recorder.files) expect(readFileSync(join(folder, "flood", file)).byteLength).toBeLessThanOrEqual(1_000_000);
    },
  );

  test("started in the middle of a flood: no packet is in the log of refused ones that the LAN capture lacks", patient, async () => {
    for (const name of ["amid-1", "amid-2", "amid-3"]) {
      const flooding = field.device.start(["node", "-e", floodScript, "203.0.113.99", "100000000", "60"]);
      const ended = new Promise((resolve) => flooding.once("exit", resolve));
      await refusedSince(counter(field));
      const recorder = await record(name, { ...roomy, fileBytes: 100_000_000 });
      await refusedSince(counter(field));
      flooding.kill("SIGKILL");
      await ended;
      await recorder.flush();
      const denied = await packetsTo(join(folder, name), "denied");
      expect(denied).toBeGreaterThan(0);
      expect(await packetsTo(join(folder, name), "lan")).toBeGreaterThanOrEqual(denied);
      await recorder.stop();
    }
  });

  test("a link that goes down and comes back is captured on", patient, async () => {
    const recorder = await record("down", roomy);
    field.gateway.must(["ip", "link", "set", "lan", "down"]);
    await pause(300);
    field.gateway.must(["ip", "link", "set", "lan", "up"]);
    field.gateway.must(["ip", "addr", "replace", "10.77.0.1/24", "dev", "lan"]);
    // What the device sends before its end of the wire is up, too, is lost there.
    await expect.poll(() => field.device.must(["ip", "link", "show", "dev", "d0"])).toContain("state UP");
    flood(50, 100);
    await recorder.flush();
    expect(await packetsTo(join(folder, "down"), "lan")).toBe(50);
  });

  test("total-reached: the process says so and ends", patient, async () => {
    const recorder = await record("total", { ...roomy, totalBytes: 100_000 });
    flood(2_000, 200);
    expect(await recorder.failure()).toMatchObject({ code: "total-reached" });
    const sizes = readdirSync(join(folder, "total")).map((file) => readFileSync(join(folder, "total", file)).byteLength);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(100_000);
  });

  test("disk-full: a real full disk stops it, and what is there ends with a whole packet", patient, async () => {
    const disk = join(folder, "disk");
    mkdirSync(disk);
    field.gateway.must(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk]);
    const recorder = await record("session", roomy, disk);
    flood(3_000, 200);
    expect(await recorder.failure()).toMatchObject({ code: "disk-full" });
    const bytes = Buffer.from(field.gateway.must(["sh", "-c", `base64 ${disk}/session/lan-*.pcap`]), "base64");
    expect(reportOf([bytes]).truncated).toBe(false);
    // It has said why it ends, and may hold its files for a moment more.
    await recorder.stop();
    field.gateway.must(["umount", disk]);
  });

  test("a capture that is killed ends the recorder with the reason; nothing stays behind", patient, async () => {
    const recorder = await record("killed", roomy);
    const tcpdumps = capturesOf(recorder.child);
    expect(tcpdumps.length).toBe(3);
    process.kill(tcpdumps[1] as number, "SIGKILL");
    expect(await recorder.failure()).toMatchObject({ code: "capture-ended" });
    await recorder.stop();
    await expect.poll(() => tcpdumps.filter(isRunning)).toEqual([]);
  });

  test("kill -9 of the recorder takes its captures with it", patient, async () => {
    const recorder = await record("kill9", roomy);
    const tcpdumps = capturesOf(recorder.child);
    await recorder.stop();
    expect(tcpdumps.length).toBe(3);
    await expect.poll(() => tcpdumps.filter(isRunning)).toEqual([]);
  });

  test("an interface that is not there", patient, async () => {
    const recorder = startIn(field, join(folder, "nothing"), roomy, "lan7");
    running.push(recorder);
    const failure = await recorder.failure();
    expect(failure.code).toBe("capture-ended");
    expect(failure.sentence).toMatch(/lan7/);
  });
});

const floodScript = `
  const [host, packets, bytes, pauseMs] = [process.argv[1], +process.argv[2], +process.argv[3], +(process.argv[4] ?? 0)];
  const socket = require("dgram").createSocket("udp4");
  const load = Buffer.alloc(bytes);
  socket.connect(9999, host, async () => {
    for (let sent = 0; sent < packets; ) {
      const batch = [];
      for (let i = 0; i < 50 && sent < packets; i++, sent++) batch.push(new Promise((done, bad) => socket.send(load, (e) => (e ? bad(e) : done()))));
      await Promise.all(batch);
      if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs));
    }
    socket.close();
  });`;

interface RunningRecorder {
  readonly child: ChildProcess;
  readonly files: { side: string; file: string }[];
  readonly denied: DeniedLine[];
  first(kind: "ready"): Promise<void>;
  flush(): Promise<readonly CaptureCounts[]>;
  failure(): Promise<FailMessage>;
  stop(): Promise<void>;
}

function startIn(field: Field, folder: string, limits: RecorderLimits, lanInterface = "lan"): RunningRecorder {
  field.gateway.must(["mkdir", folder]);
  const child = field.gateway.start(["node", boot, "recorder"], { stdio: ["ignore", "ignore", "inherit", "pipe"] });
  const pipe = child.stdio[3] as Duplex;
  const messages: (RecorderReport | FailMessage)[] = [];
  const waiting = new Set<() => void>();
  let rest = "";
  const files: { side: string; file: string }[] = [];
  const denied: DeniedLine[] = [];
  pipe.on("error", () => {});
  pipe.on("data", (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = JSON.parse(line) as RecorderReport | FailMessage;
      if (message.kind === "denied") denied.push(message.line);
      else if (message.kind === "file") files.push(message);
      messages.push(message);
    }
    for (const look of [...waiting]) look();
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const find = <Found>(pick: (message: RecorderReport | FailMessage) => Found | undefined): Promise<Found> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        for (const message of messages) {
          const found = pick(message);
          if (found === undefined) continue;
          waiting.delete(look);
          resolve(found);
          return;
        }
        const failed = messages.find(({ kind }) => kind === "fail");
        if (failed !== undefined) reject(new Error(JSON.stringify(failed)));
      };
      waiting.add(look);
      look();
    });
  const send = (message: StartMessage | { kind: "flush"; id: number }): void => {
    pipe.write(`${JSON.stringify(message)}\n`);
  };
  send({ kind: "start", process: "recorder", folder, lanInterface, wanInterface: "wan", limits });
  let flushes = 0;
  return {
    child,
    files,
    denied,
    first: (kind) => find((message) => (message.kind === kind ? true : undefined)).then(() => {}),
    flush() {
      const id = ++flushes;
      send({ kind: "flush", id });
      return find((message) => (message.kind === "flushed" && message.id === id ? message.captures : undefined));
    },
    failure: () => find((message) => (message.kind === "fail" ? message : undefined)),
    async stop() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Packets that the rules refused so far. */
function counter(field: Field): number {
  const words = field.gateway.must(["nft", "list", "counters", "table", "inet", "hold"]);
  return Number(/packets (\d+)/.exec(words)?.[1]);
}

function reportOf(files: readonly Uint8Array[], onPacket: (bytes: Uint8Array) => void = () => {}) {
  const parser = createCaptureParser({
    platform: nodePlatform,
    handlers: {
      packet: ({ bytes, start, end }) => onPacket(bytes.subarray(start, end)),
      keyLog() {},
      resolvedName() {},
      app() {},
      interfaceStatistics() {},
      issue: (issue) => {
        throw new Error(JSON.stringify(issue));
      },
    },
  });
  for (const file of files) parser.push(file);
  return parser.end();
}

/** Packets to 203.0.113.99 in all files of a side. */
async function packetsTo(folder: string, side: string): Promise<number> {
  let found = 0;
  for (const file of readdirSync(folder).filter((name) => name.startsWith(side))) {
    reportOf([readFileSync(join(folder, file))], (bytes) => {
      if (Buffer.from(bytes).includes(Buffer.of(10, 77, 0, 2, 203, 0, 113, 99))) found++;
    });
  }
  return found;
}

function capturesOf(child: ChildProcess): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === child.pid && commandOf(pid) === "tcpdump");
}

function parentOf(pid: number): number {
  return Number(/^PPid:\t(\d+)$/m.exec(statusOf(pid))?.[1]);
}

function commandOf(pid: number): string | undefined {
  return /^Name:\t(.*)$/m.exec(statusOf(pid))?.[1];
}

function isRunning(pid: number): boolean {
  return commandOf(pid) === "tcpdump" && !/^State:\tZ/m.test(statusOf(pid));
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
