/** The names process where it will stand: behind the rules, asked from the local network. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GateState } from "@creance/hold";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Field, fieldMissing, openField } from "../lab/field.ts";
import { raiseGateway, type StartedNames, startNames } from "./start-names.ts";

const reason = fieldMissing === null ? "" : ` (${fieldMissing})`;
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const MB = 1_048_576;
const FORWARDER = `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('0.0.0.0', 53))
while True:
    s.recvfrom(4096)
    print('asked', flush=True)`;

const state = (revision: number, isOpen: boolean): GateState => ({
  revision,
  time: "answer",
  services: [{ name: "fly.example.org", syntheticIp: "198.18.0.1", ports: [443], answer: "relay", isOpen, leftUpBytes: null }],
});

describe.skipIf(fieldMissing !== null)(`the names process${reason}`, () => {
  let field: Field;
  let names: StartedNames;

  beforeAll(async () => {
    field = await openField();
    raiseGateway(field);
    names = await startNames(field, state(1, true));
  });
  afterAll(async () => field?.close());

  const asks = (server: string, name: string, type: string, ...more: string[]): string =>
    field.device.must([process.execPath, file("./device-asks.mjs"), server, name, type, ...more]).trim();

  test("starts with the one right it needs", () => {
    expect(names.reports).toEqual([{ kind: "ready" }]);
    const rights = /^Cap(Prm|Eff|Bnd):\s+(\w+)$/gm;
    const status = field.gateway.must(["cat", `/proc/${names.pid}/status`]);
    expect([...status.matchAll(rights)].map(([, , mask]) => Number.parseInt(mask ?? "", 16))).toEqual([1 << 10, 1 << 10, 1 << 10]);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  });

  test("answers whatever resolver is asked, over UDP and TCP", async () => {
    for (const server of ["10.77.0.1", "8.8.8.8", "198.18.0.1"]) {
      expect(asks(server, "fly.example.org", "A")).toBe('["198.18.0.1"]');
      expect(asks(server, "fly.example.org", "1", "tcp")).toBe('"198.18.0.1"');
    }
    expect(asks("8.8.8.8", "fly.example.org", "AAAA")).toBe("ENODATA");
    expect(asks("8.8.8.8", "log.example.org", "A")).toBe("ENOTFOUND");
    const lines = await names.flush();
    expect(lines.every(({ client }) => client === "10.77.0.2")).toBe(true);
    expect(new Set(lines.map(({ answer }) => answer))).toEqual(new Set(["address", "empty", "noSuchName"]));
  });

  test("tells the time to who asks any server", () => {
    const answer = Buffer.from(field.device.must([process.execPath, file("./device-time.mjs"), "203.0.113.99"]).trim(), "hex");
    expect(answer.length).toBe(48);
    expect(answer.readUInt32BE(24)).toBe(0xabcdef01);
  });

  test("obeys a newer state", () => {
    names.send({ kind: "state", state: state(2, false) });
    expect(asks("10.77.0.1", "fly.example.org", "A")).toBe("ENOTFOUND");
    names.send({ kind: "state", state: state(3, true) });
    expect(asks("10.77.0.1", "fly.example.org", "A")).toBe('["198.18.0.1"]');
  });

  test("stays with its size in floods of questions, opens nothing, and answers afterwards", async () => {
    field.device.must(["ip", "addr", "add", "10.77.0.3/24", "dev", "d0"]);
    const told: string[] = [];
    await names.flush();
    names.lines.length = 0;
    const packets = (): number =>
      Number(/packets (\d+)/.exec(field.gateway.must(["nft", "list", "counter", "inet", "hold", "lan_dns"]))?.[1]);
    const packetsBefore = packets();
    let written = 0;
    const read = async () => {
      const lines = [...(await names.flush())];
      names.lines.length = 0;
      written += lines.reduce((sum, { count }) => sum + count, 0);
      return lines;
    };
    const before = names.memoryBytes();
    for (const mode of ["names", "ports", "sources"]) {
      const [sent, received, longest, addresses, tookS = 0] = field.device
        .must(["python3", file("./flood.py"), "1", mode])
        .trim()
        .split(" ")
        .map(Number);
      const grown = names.memoryBytes() - before;
      told.push(`${mode}: ${sent} questions in 1 s, ${received} answers, memory ${before / MB} MiB and ${grown / MB} more`);
      expect(sent).toBeGreaterThan(5_000);
      // 400 at once and 200 a second of one client, also in a second more.
      expect(received).toBeLessThanOrEqual(400 + 200 * (tookS + 1));
      expect(longest).toBeLessThanOrEqual(100);
      expect(addresses).toBe(0);
      expect(grown).toBeLessThan(64 * MB);
      const lines = await read();
      expect(lines.some(({ answer }) => answer === "dropped")).toBe(true);
      expect(lines.some(({ answer }) => answer === "address")).toBe(false);
      await expect.poll(() => asks("8.8.8.8", "fly.example.org", "A")).toBe('["198.18.0.1"]');
      await read();
    }
    // Each packet that the rules counted stands in the log, answered or dropped.
    expect(written).toBe(packets() - packetsBefore);
    console.info(told.join("\n"));
  });

  test("hears the keeper in the middle of a flood", async () => {
    // For longer than any machine needs to be heard; then it is ended.
    const flood = field.device.start(["python3", file("./flood.py"), "120", "names"]);
    const over = new Promise((resolve) => flood.once("exit", resolve));
    await expect.poll(async () => (await names.flush()).some(({ answer }) => answer === "dropped")).toBe(true);
    names.send({ kind: "state", state: state(8, false) });
    await names.flush();
    expect(flood.exitCode).toBeNull();
    flood.kill("SIGKILL");
    await over;
    expect(asks("10.77.0.1", "fly.example.org", "A")).toBe("ENOTFOUND");
    names.send({ kind: "state", state: state(7, true) });
    expect(asks("10.77.0.1", "fly.example.org", "A")).toBe("ENOTFOUND");
  });

  test("leaves no question of the local network to a forwarder of this machine, while it runs and after its end", async () => {
    const forwarder = field.gateway.start(["python3", "-c", FORWARDER], { stdio: ["ignore", "pipe", "inherit"] });
    const seen: string[] = [];
    forwarder.stdout?.on("data", (bytes: Buffer) => seen.push(bytes.toString()));
    await expect.poll(() => field.gateway.must(["ss", "-lnu"])).toContain("0.0.0.0:53");
    names.send({ kind: "state", state: state(9, true) });
    const tries = ["8.8.8.8", "10.77.0.1", "198.18.0.1"];
    for (const server of tries) expect(asks(server, "fly.example.org", "A")).toBe('["198.18.0.1"]');
    names.end();
    expect(await names.ended).toBe(0);
    for (const server of tries) expect(asks(server, "fly.example.org", "A")).not.toContain("198.18");
    expect(seen).toEqual([]);
    // It does listen.
    field.gateway.must([process.execPath, file("./device-asks.mjs"), "127.0.0.1", "fly.example.org", "A"]);
    await expect.poll(() => seen.join("")).toContain("asked");
    forwarder.kill("SIGKILL");
  });

  test("says why it cannot start", async () => {
    const held = field.gateway.start([
      "python3",
      "-c",
      "import socket,time; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.bind(('0.0.0.0',1016)); time.sleep(60)",
    ]);
    await expect.poll(() => field.gateway.must(["ss", "-lnu"])).toContain("0.0.0.0:1016");
    const taken = await startNames(field, state(1, true));
    expect(taken.reports).toMatchObject([{ kind: "fail", code: "port-in-use" }]);
    expect(await taken.ended).toBe(1);
    held.kill("SIGKILL");
    const elsewhere = await startNames(field, state(1, true), "10.78.0.1");
    expect(elsewhere.reports).toMatchObject([{ kind: "fail", code: "no-address" }]);
  });
});

const tshark = spawnSync("tshark", ["--version"]).status === 0;
const tsharkReason = fieldMissing ?? (tshark ? null : "tshark is not installed");

describe.skipIf(tsharkReason !== null)(
  `what another program reads in the answers${tsharkReason === null ? "" : ` (${tsharkReason})`}`,
  () => {
    test("is what was meant, and nothing is malformed", async () => {
      const folder = mkdtempSync(join(tmpdir(), "creance-names-"));
      const field = await openField();
      try {
        raiseGateway(field);
        await startNames(field, state(1, true));
        const capture = join(folder, "lan.pcap");
        const recording = field.device.start([
          "tcpdump",
          "-U",
          "-n",
          "-i",
          "d0",
          "-w",
          capture,
          "udp port 53 or tcp port 53 or udp port 123",
        ]);
        await expect.poll(() => field.device.run(["test", "-s", capture]).status).toBe(0);
        field.device.must(["python3", file("./odd-questions.py")]);
        field.device.must([process.execPath, file("./device-asks.mjs"), "8.8.8.8", "fly.example.org", "1", "tcp"]);
        field.device.must([process.execPath, file("./device-time.mjs"), "203.0.113.99"]);
        const read = (filter: string, ...fields: string[]): string[] => {
          const wanted = fields.flatMap((name) => ["-e", name]);
          const ran = spawnSync("tshark", ["-r", capture, "-Y", filter, "-T", "fields", "-E", "separator=|", ...wanted], {
            encoding: "utf8",
          });
          if (ran.status !== 0) throw new Error(ran.stderr);
          return ran.stdout.split("\n").slice(0, -1);
        };
        await expect.poll(() => read("ntp.flags.mode == 4", "ntp.stratum").join()).toBe("10");
        recording.kill("SIGTERM");
        expect(read("ip.src != 10.77.0.2 && _ws.malformed", "frame.number")).toEqual([]);
        expect(read('ip.src != 10.77.0.2 && _ws.expert.severity == "Error"', "_ws.expert.message")).toEqual([]);
        expect(read("ntp.flags.mode == 4", "ntp.flags.li", "ntp.flags.vn", "ntp.refid", "ntp.rootdispersion", "ntp.ppoll")).toEqual([
          "0|4|7f7f0101|65536|0",
        ]);
        const seen = read(
          "udp && dns.flags.response == 1",
          "dns.id",
          "dns.flags.rcode",
          "dns.qry.name",
          "dns.a",
          "dns.resp.ttl",
          "dns.soa.minimum_ttl",
          "dns.resp.edns0_version",
        );
        expect(seen).toEqual([
          "0x0001|0|fly.example.org|198.18.0.1|10||",
          "0x0002|0|FLY.EXAMPLE.ORG|198.18.0.1|10||",
          "0x0003|0|fly.example.org||10|10|",
          "0x0004|0|fly.example.org||10|10|0",
          "0x0005|0|fly.example.org|198.18.0.1|10||0",
          "0x0006|0|fly.example.org|198.18.0.1|10||0",
          "0x0007|0|fly.example.org||10|10|",
          "0x0008|0|fly.example.org||10|10|",
          "0x0009|5|fly.example.org||||",
          "0x000a|5|fly.example.org||||",
          "0x000b|4|||||",
          "0x000c|1|||||",
          "0x000d|1|||||",
          "0x000e|0|fly.example.org||||0",
          "0x000f|3|www.fly.example.org||10|10|",
          "0x0010|3|<Root>||10|10|",
          "0x0011|3|use-application-dns.net||10|10|",
          "0x0012|3|_dns.resolver.arpa||10|10|",
          `0x0013|3|${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(61)}||10|10|0`,
          expect.stringMatching(/^0x0014\|3\|.*\.t\.example\|\|10\|10\|$/),
        ]);
      } finally {
        await field.close();
        rmSync(folder, { recursive: true, force: true });
      }
    });
  },
);
