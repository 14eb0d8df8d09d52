import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type Field, fieldMissing, openField } from "../lab/field.ts";
import { startWorld } from "../lab/world.ts";
import { forget, startGateway, type TestGateway } from "./running-gateway.ts";

const policy = (parts: { mode?: string; services?: string; title?: string } = {}): string => `version: 1
title: ${parts.title ?? "Lab"}
hold:
  mode: ${parts.mode ?? "named-services"}
  lan: { interface: lan, address: 10.77.0.1/24 }
  wan: { interface: wan }
  resolver: 10.99.0.10
  portal: answer
  time: answer
services:
${parts.services ?? service("control.example.org")}
`;
const service = (name: string, rest = "open: on-request\n    ports: [80]"): string =>
  `  - name: ${name}\n    reason: a test\n    ${rest}\n`;
const MINUTE_US = 60_000_000;
const ask = { name: "control.example.org", forUs: MINUTE_US, by: "test", reason: "a test" };

let field: Field | undefined;
let gateway: TestGateway | undefined;

afterEach(async () => {
  await gateway?.end();
  await field?.close();
  forget(gateway);
  gateway = undefined;
  field = undefined;
});

/** What a web request by name, through any resolver, comes to: status, or 000. */
function fetchByName(where: Field, name: string, path = "/"): string {
  const asked = where.device.run([process.execPath, "-e", lookup, name]).stdout.trim();
  if (asked === "none") return "no such name";
  return where.device.run([
    "curl",
    "-s",
    "-m",
    "20",
    "-o",
    "/dev/null",
    "-w",
    "%{http_code}",
    "--resolve",
    `${name}:80:${asked}`,
    `http://${name}${path}`,
  ]).stdout;
}
const lookup = `const r=new(require("dns").promises.Resolver)({timeout:1500,tries:2});r.setServers(["8.8.8.8"]);r.resolve4(process.argv[1]).then(a=>console.log(a[0]),()=>console.log("none"))`;

/** True when nothing at all comes back from outside and from the gateway, whatever is tried. */
function nothingPasses(where: Field): boolean {
  const raw = where.device.run(["curl", "-s", "-m", "1", "http://10.99.0.11/"]).status !== 0;
  const named = where.device.run(["curl", "-s", "-m", "1", "-H", "Host: control.example.org", "http://198.18.0.1/"]).status !== 0;
  const asked = where.device.run([process.execPath, "-e", lookup, "control.example.org"]).stdout.trim() === "none";
  return raw && named && asked;
}

const linkIsUp = (where: Field): boolean => JSON.parse(where.gateway.must(["ip", "-j", "link", "show", "lan"]))[0].flags.includes("UP");

describe.skipIf(fieldMissing !== null)(`a gateway${fieldMissing === null ? "" : ` (skipped: ${fieldMissing})`}`, () => {
  test("lets a service pass while it is open, and counts and writes everything", async () => {
    field = await openField();
    const world = await startWorld(field.outside);
    gateway = await startGateway(field, { policy: policy() });
    expect(fetchByName(field, "control.example.org")).toBe("no such name");
    const open = await gateway.control.open(ask);
    expect(open.sentence).toBe("Only these pass: control.example.org (no limit).");
    expect(fetchByName(field, "control.example.org")).toBe("200");
    // Refused, so that there is something in the log of refusals.
    expect(field.device.run(["curl", "-s", "-m", "20", "http://10.99.0.11/"]).status).not.toBe(0);
    const marked = await gateway.control.mark("here");
    expect(marked.counts).toMatchObject({ mark: "here", forwarding: false });
    expect(marked.counts?.counters.wanRelay.packets).toBeGreaterThan(3);
    expect(marked.services[0]).toMatchObject({ isOpen: true, openedBy: "test", openedReason: "a test" });
    expect(marked.services[0]?.usedUpBytes).toBeGreaterThan(50);
    await gateway.control.close("control.example.org", "test");
    expect(fetchByName(field, "control.example.org")).toBe("no such name");
    expect(field.device.run(["curl", "-s", "-m", "2", "-H", "Host: control.example.org", "http://198.18.0.1/"]).status).not.toBe(0);
    expect(world.seen.filter(({ kind }) => kind !== "dns")).toHaveLength(1);

    expect(await gateway.end()).toMatchObject({ kind: "ended", isFault: false });
    expect(linkIsUp(field)).toBe(false);
    const kinds = gateway.lines("gate").map((line) => (line.kind === "counts" ? `counts ${line["mark"]}` : line.kind));
    expect(kinds.filter((kind) => kind !== "counts null")).toEqual([
      "started",
      "counts start",
      "opened",
      "counts here",
      "closed",
      "counts end",
      "ended",
    ]);
    expect(gateway.lines("names").map(({ answer }) => answer)).toEqual(expect.arrayContaining(["noSuchName", "address"]));
    expect(gateway.lines("relay").filter(({ end }) => end !== "open")).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: "control.example.org", upstreamIp: "203.0.113.12" })]),
    );
    const session = JSON.parse(readFileSync(join(gateway.session, "session.json"), "utf8"));
    expect(session).toMatchObject({ format: "creance-hold-session/1", lan: { interface: "lan", ip: "10.77.0.1" }, mode: "named-services" });
    expect(readFileSync(join(gateway.session, "policy.yaml"), "utf8")).toBe(policy());
    for (const side of ["lan", "wan", "denied"]) expect(statSync(join(gateway.session, `${side}-000001.pcap`)).size).toBeGreaterThan(24);
  }, 120_000);

  test("in Local Data Mode nothing can be opened, and phones' probes are answered here", async () => {
    field = await openField();
    const world = await startWorld(field.outside);
    gateway = await startGateway(field, { policy: policy({ mode: "local-data" }) });
    await expect(gateway.control.open(ask)).rejects.toMatchObject({ code: "local-data" });
    expect(fetchByName(field, "control.example.org")).toBe("no such name");
    expect(fetchByName(field, "connectivitycheck.gstatic.com", "/generate_204")).toBe("204");
    await world.caughtUp();
    expect(world.seen).toEqual([]);
  }, 120_000);

  test("each process has an account of its own and few rights; nobody is root after the start", async () => {
    if (process.getuid?.() !== 0) return;
    field = await openField();
    const accounts = { "creance-hold": 65_201, "creance-names": 65_202, "creance-relay": 65_203, "creance-recorder": 65_204 };
    await startWorld(field.outside);
    gateway = await startGateway(field, { policy: policy(), accounts });
    const rights = (pid: number): string => /CapPrm:\s+(\w+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
    // From source, tsx leaves its compiler running beside them.
    const found = Object.fromEntries(
      gateway
        .processes()
        .filter(({ name }) => !name.endsWith("esbuild"))
        .map(({ name, uid, pid }) => [name, [uid, rights(pid)]]),
    );
    expect(found).toEqual({
      rules: [65_201, "0000000000001000"],
      names: [65_202, "0000000000000400"],
      relay: [65_203, "0000000000000400"],
      recorder: [65_204, "0000000000003000"],
      tcpdump: [65_204, "0000000000003000"],
    });
    expect(readFileSync(`/proc/${gateway.keeperPid}/status`, "utf8")).toMatch(
      /Uid:\t65201\t65201\t65201\t65201[\s\S]*Groups:\t\s*\n[\s\S]*CapPrm:\t0000000000000000/,
    );
    await gateway.control.open(ask);
    expect(fetchByName(field, "control.example.org")).toBe("200");
    expect(await gateway.end()).toMatchObject({ kind: "ended", isFault: false });
    expect(linkIsUp(field)).toBe(false);
    expect(gateway.processes()).toEqual([]);
  }, 120_000);

  test("routing that was switched on is switched off again, and said", async () => {
    field = await openField();
    gateway = await startGateway(field, { policy: policy() });
    field.gateway.must(["sysctl", "-qw", "net.ipv4.ip_forward=1"]);
    await until(async () => ((await gateway?.control.status())?.drifts.length ?? 0) > 0);
    expect((await gateway.control.status()).drifts[0]?.code).toBe("forwarding-on");
    expect(field.gateway.must(["sysctl", "-n", "net.ipv4.ip_forward"]).trim()).toBe("0");
  }, 120_000);

  test.each([
    ["the rules are emptied", ["nft", "flush", "ruleset"]],
    ["a rule is added", ["nft", "insert", "rule", "inet", "hold", "output", "accept"]],
    ["an interface goes", ["ip", "link", "del", "wan"]],
  ])(
    "when %s, everything ends with the local link down",
    async (_, command) => {
      field = await openField();
      gateway = await startGateway(field, { policy: policy() });
      field.gateway.must(command);
      expect(await gateway.over).toMatchObject({ kind: "ended", isFault: true });
      expect(linkIsUp(field)).toBe(false);
      expect(gateway.processes()).toEqual([]);
      expect(gateway.lines("gate").at(-1)).toMatchObject({ kind: "ended" });
      expect(gateway.lines("gate").some(({ kind }) => kind === "drift")).toBe(true);
    },
    180_000,
  );

  test.each(["rules", "names", "relay", "recorder", "tcpdump", "keeper"])(
    "when %s is killed, all end and nothing passes",
    async (victim) => {
      field = await openField();
      const world = await startWorld(field.outside);
      gateway = await startGateway(field, { policy: policy() });
      await gateway.control.open(ask);
      const running = gateway.processes();
      const pid = victim === "keeper" ? gateway.keeperPid : running.find(({ name }) => name === victim)?.pid;
      process.kill(pid as number, "SIGKILL");
      await gateway.over;
      await until(async () => running.every(({ pid: each }) => !isAlive(each)));
      await world.caughtUp();
      const before = world.seen.length;
      expect(nothingPasses(field)).toBe(true);
      await world.caughtUp();
      expect(world.seen.length).toBe(before);
      expect(field.gateway.must(["nft", "list", "table", "inet", "hold"])).toContain("policy drop");
      await expect(gateway.control.status()).rejects.toMatchObject({ code: "hold-not-running" });
    },
    180_000,
  );

  test("when the keeper hangs, the others end and nothing passes", async () => {
    field = await openField();
    const world = await startWorld(field.outside);
    gateway = await startGateway(field, { policy: policy() });
    await gateway.control.open(ask);
    const running = gateway.processes();
    process.kill(gateway.keeperPid, "SIGSTOP");
    await until(async () => running.every(({ pid }) => isGone(pid)));
    await world.caughtUp();
    const before = world.seen.length;
    expect(nothingPasses(field)).toBe(true);
    await world.caughtUp();
    expect(world.seen.length).toBe(before);
    process.kill(gateway.keeperPid, "SIGCONT");
    expect(await gateway.over).toMatchObject({ kind: "ended", isFault: true });
  }, 120_000);

  test("a second gateway is refused and the first goes on; after a crash the next one starts with everything closed", async () => {
    field = await openField();
    gateway = await startGateway(field, { policy: policy() });
    await gateway.control.open(ask);
    await expect(startGateway(field, { policy: policy(), folder: gateway.folder })).rejects.toMatchObject({ code: "hold-running" });
    expect((await gateway.control.status()).services[0]?.isOpen).toBe(true);
    expect(linkIsUp(field)).toBe(true);
    process.kill(gateway.keeperPid, "SIGKILL");
    await gateway.over;
    gateway = await startGateway(field, { policy: policy(), folder: gateway.folder });
    expect((await gateway.control.status()).services[0]?.isOpen).toBe(false);
  }, 120_000);

  test.each([
    ["a full disk", "600k", {}],
    ["captures that reach their limit", "64m", { totalBytes: 200_000 }],
  ])(
    "%s: everything stops",
    async (_, size, recorderLimits) => {
      field = await openField();
      const folder = field.gateway.must(["mktemp", "-d", "/tmp/creance-full-XXXXXX"]).trim();
      field.gateway.must(["sh", "-c", `mkdir ${folder}/state && mount -t tmpfs -o size=${size} none ${folder}/state`]);
      gateway = await startGateway(field, { policy: policy(), folder, recorderLimits });
      field.device.run([process.execPath, "-e", flood]);
      const over = await gateway.over;
      expect(over).toMatchObject({ kind: "ended", isFault: true });
      expect(linkIsUp(field)).toBe(false);
      expect(gateway.processes()).toEqual([]);
    },
    120_000,
  );

  test("services can be read again while it runs; the rest of the policy cannot", async () => {
    field = await openField();
    gateway = await startGateway(field, { policy: policy() });
    await gateway.control.open(ask);
    gateway.setPolicy(policy({ services: service("other.example.org", "open: always") + service("control.example.org") }));
    const after = await gateway.control.reload();
    expect(after.services.map(({ name, isOpen, syntheticIp }) => [name, isOpen, syntheticIp])).toEqual([
      ["other.example.org", true, "198.18.0.2"],
      ["control.example.org", true, "198.18.0.1"],
    ]);
    gateway.setPolicy(policy({ mode: "local-data" }));
    await expect(gateway.control.reload()).rejects.toMatchObject({ code: "reload-hold" });
    gateway.setPolicy("version: 2");
    await expect(gateway.control.reload()).rejects.toMatchObject({ code: "policy-invalid" });
    gateway.setPolicy(policy({ services: service("other.example.org") }));
    expect((await gateway.control.reload()).sentence).toBe("Nothing passes: every service is closed.");
  }, 120_000);
});

const flood = `const s=require("dgram").createSocket("udp4");s.on("error",()=>{});let n=0;const t=setInterval(()=>{for(let i=0;i<40;i++)s.send(Buffer.alloc(1200),9,"10.99.0.11",()=>{});if(++n>40){clearInterval(t);s.close()}},25)`;

async function until(isSo: () => Promise<boolean>, longestMs = 60_000): Promise<void> {
  const end = Date.now() + longestMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("it did not become so");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ended; its parent may not have taken note yet. */
function isGone(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return true;
  }
}
