/** The relay process where it will stand: behind the rules, reached from the local network by programs that are not ours. */
import { spawnSync } from "node:child_process";
import type { GateService } from "@creance/hold";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deviceSteps } from "../lab/bypasses.ts";
import { type Field, fieldMissing, openField } from "../lab/field.ts";
import { openWitness, type Witness } from "../lab/witness.ts";
import { startWorld, type World, worldNames } from "../lab/world.ts";
import { raiseRelayGateway, runThere, type StartedRelay, startRelay } from "./start-relay.ts";

const reason = fieldMissing === null ? "" : ` (${fieldMissing})`;
const has = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

const service = (name: string, last: number, parts: Partial<GateService> = {}): GateService => ({
  name,
  syntheticIp: `198.18.0.${last}`,
  ports: [80, 443],
  answer: "relay",
  isOpen: true,
  leftUpBytes: null,
  ...parts,
});
const services = [
  service("flysafe-api.example.com", 1),
  service("control.example.org", 2),
  service("upload.example.com", 3, { isOpen: false }),
  service("two.example.org", 4),
  service("rebind.example.org", 5),
  service("missing.example.org", 6),
  service("dead.example.org", 8),
  service("captive.apple.com", 7, { answer: "portal", ports: [80] }),
];

describe.skipIf(fieldMissing !== null)(`the relay process${reason}`, () => {
  let field: Field;
  let relay: StartedRelay;
  let world: World;
  let witness: Witness;

  beforeAll(async () => {
    field = await openField();
    raiseRelayGateway(field);
    world = await startWorld(field.outside, { ...worldNames, "dead.example.org": ["203.0.113.98"] });
    relay = await startRelay(field, services);
    witness = openWitness(field.outside);
  }, 180_000);
  afterAll(async () => field?.close());

  const device = async <T>(step: Readonly<Record<string, unknown>>): Promise<T> =>
    JSON.parse((await runThere(field.device, deviceSteps(step))).stdout) as T;
  const tls = (step: Readonly<Record<string, unknown>>) =>
    device<{ secured: boolean; subject: string | null; error: string | null; text: string }>({ kind: "tls", ...step });
  const newestLine = async (count: number) => {
    await relay.until(() => relay.lines.length >= count);
    return relay.lines[count - 1];
  };
  const next = () => newestLine(relay.lines.length + 1);

  test("starts with the one right it needs", () => {
    expect(relay.reports[0]).toEqual({ kind: "ready" });
    const status = field.gateway.must(["cat", `/proc/${relay.pid}/status`]);
    const rights = /^Cap(Prm|Eff|Bnd):\s+(\w+)$/gm;
    expect([...status.matchAll(rights)].map(([, , mask]) => Number.parseInt(mask ?? "", 16))).toEqual([1 << 10, 1 << 10, 1 << 10]);
  });

  test("TLS passes untouched: the certificate is the service's own", async () => {
    const line = next();
    const answer = await tls({ host: "198.18.0.1", servername: "flysafe-api.example.com", post: 100_000 });
    expect(answer).toMatchObject({ secured: true });
    expect(answer.text).toContain("hello from flysafe-api.example.com at ::ffff:203.0.113.11, 100000 bytes came");
    expect(await line).toMatchObject({
      name: "flysafe-api.example.com",
      upstreamIp: "203.0.113.11",
      localIp: "10.99.0.1",
      clientIp: "10.77.0.2",
    });
    expect(world.seen.filter(({ kind }) => kind === "dns").map(({ name }) => name)).toEqual(["flysafe-api.example.com"]);
  });

  test("another name in the hello, none, a shut service, and no service: reset, and not one frame goes out", async () => {
    witness.forget();
    const count = relay.lines.length;
    expect(await tls({ host: "198.18.0.1", servername: "upload.example.com" })).toMatchObject({ secured: false, error: "ECONNRESET" });
    expect(await tls({ host: "198.18.0.1" })).toMatchObject({ secured: false, error: "ECONNRESET" });
    expect(await tls({ host: "198.18.0.3", servername: "upload.example.com" })).toMatchObject({ secured: false, error: "ECONNRESET" });
    expect(await tls({ host: "198.19.255.254", servername: "upload.example.com" })).toMatchObject({ secured: false, error: "ECONNRESET" });
    await newestLine(count + 4);
    expect(relay.lines.slice(count).map(({ end }) => end)).toEqual(["wrong-name", "no-name", "closed", "unmapped"]);
    expect(witness.frames()).toBe(0);
  });

  test("hellos byte by byte pass like others", async () => {
    const line = next();
    const answer = await device<{ text: string }>({
      kind: "tcp",
      host: "198.18.0.2",
      port: 80,
      send: "GET / HTTP/1.1\r\nHost: control.example.org\r\nConnection: close\r\n\r\n",
      split: 1,
    });
    expect(answer.text).toContain("hello from control.example.org");
    expect(await line).toMatchObject({ end: "upstream", helloName: "control.example.org" });
  });

  test("an address that does not answer is passed over", async () => {
    const line = next();
    expect(await tls({ host: "198.18.0.4", servername: "two.example.org" })).toMatchObject({ secured: true });
    expect(await line).toMatchObject({ upstreamIp: "203.0.113.14", triedIps: ["203.0.113.99"] });
  });

  test("a name that leads to an own network, or nowhere, is not followed", async () => {
    for (const [host, servername] of [
      ["198.18.0.5", "rebind.example.org"],
      ["198.18.0.6", "missing.example.org"],
    ]) {
      const line = next();
      expect(await tls({ host, servername })).toMatchObject({ secured: false, error: "ECONNRESET" });
      expect(await line).toMatchObject({ end: "no-upstream", upstreamIp: null });
    }
    expect(relay.reports.some((report) => report.kind === "allow" && report.name === "rebind.example.org")).toBe(false);
  });

  test("a phone's probe is answered without a frame outside", async () => {
    witness.forget();
    const answer = await device<{ text: string }>({
      kind: "tcp",
      host: "198.18.0.7",
      port: 80,
      send: "GET / HTTP/1.1\r\nHost: captive.apple.com\r\n\r\n",
    });
    expect(answer.text).toContain("<BODY>Success</BODY>");
    expect(witness.frames()).toBe(0);
  });

  test.skipIf(!has("curl"))("curl: HTTP, HTTPS, and an upgrade that is refused", async () => {
    const body = "x".repeat(3_000_000);
    const curl = (...words: string[]) => {
      const resolve = ["--resolve", "control.example.org:80:198.18.0.2", "--resolve", "control.example.org:443:198.18.0.2"];
      return runThere(field.device, ["curl", "-sk", "--max-time", "20", ...resolve, ...words], body);
    };
    expect((await curl("http://control.example.org/")).stdout).toContain("hello from control.example.org");
    expect((await curl("https://control.example.org/bytes/500000")).stdout.length).toBe(500_000);
    expect((await curl("-T", "-", "-H", "Transfer-Encoding: chunked", "-H", "Expect:", "http://control.example.org/")).stdout).toContain(
      ", 3000000 bytes came",
    );
    expect((await curl("--http2", "http://control.example.org/")).status).not.toBe(0);
    expect((await curl("-H", "Host: evil.example", "http://control.example.org/")).status).not.toBe(0);
  });

  test.skipIf(!has("openssl"))("openssl: TLS 1.2 and 1.3, sessions taken up again", async () => {
    const openssl = (...words: string[]) =>
      runThere(field.device, ["openssl", "s_client", "-connect", "198.18.0.2:443", "-servername", "control.example.org", ...words], "Q\n");
    expect((await openssl("-tls1_2")).stdout).toContain("lab.example");
    expect((await openssl("-tls1_2", "-reconnect")).stdout.match(/^Reused, TLSv1.2/gm)?.length).toBe(5);
    expect((await openssl("-servername", "evil.example")).stdout).not.toContain("lab.example");
    expect((await openssl("-noservername")).stdout).not.toContain("lab.example");
  });

  test.skipIf(!has("curl"))("closing a service while it uploads: no byte more goes out", async () => {
    relay.change({ "upload.example.com": { isOpen: true } });
    const upload = field.device.start(
      "curl -sk --resolve upload.example.com:443:198.18.0.3 -T /dev/zero https://upload.example.com/".split(" "),
    );
    const uploaded = (): number =>
      relay.reports.reduce((sum, report) => sum + (report.kind === "used" && report.name === "upload.example.com" ? report.upBytes : 0), 0);
    await relay.until(() => uploaded() > 1_000_000);
    const count = relay.lines.length;
    relay.change({ "upload.example.com": { isOpen: false } });
    await relay.until(() => relay.lines.slice(count).some(({ end }) => end === "policy"));
    // What the kernel had is cut off by the rules, where the keeper takes the address out of the set; here only the connection is gone.
    witness.forget();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(witness.frames()).toBeLessThanOrEqual(1);
    upload.kill();
  });

  test("closing a service that does not answer ends the call outside", async () => {
    witness.forget();
    const count = relay.lines.length;
    const call = tls({ host: "198.18.0.8", servername: "dead.example.org" });
    await relay.until(() => relay.reports.some((report) => report.kind === "allow" && report.name === "dead.example.org"));
    await expect.poll(() => witness.frames()).toBeGreaterThan(0);
    relay.change({ "dead.example.org": { isOpen: false } });
    await newestLine(count + 1);
    expect(relay.lines[count]).toMatchObject({ end: "policy", upstreamIp: null, triedIps: ["203.0.113.98"], upBytes: 0 });
    expect((await call).error).toBe("ECONNRESET");
    witness.forget();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(witness.frames()).toBe(0);
  });
});
