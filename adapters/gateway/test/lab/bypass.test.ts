/** The real gateway against everything that apps do to get around one. A witness outside counts frames; the kernel does, so none is missed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bypasses, deviceSteps } from "./bypasses.ts";
import { type Field, fieldMissing, openField } from "./field.ts";
import { forget, type LabGateway, labPolicy, startGateway } from "./gateway.ts";
import { openWitness, type Witness } from "./witness.ts";
import { startWorld, type World } from "./world.ts";

const reason = fieldMissing === null ? "" : ` (${fieldMissing})`;

/** What the steps of the device gave, in their order. */
type Result = Readonly<Record<string, string | number | boolean | null>>;

function ask(field: Field, ...steps: readonly Readonly<Record<string, unknown>>[]): readonly Result[] {
  return field.device
    .must(deviceSteps(...steps))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Result);
}

describe.skipIf(fieldMissing !== null)(`Local Data Mode${reason}`, () => {
  let field: Field;
  let gateway: LabGateway;
  let witness: Witness;
  let framesBefore: number;
  /** Frames that the outside received so far, of every kind. */
  const framesOutside = (): number => {
    const [link] = JSON.parse(field.outside.must(["ip", "-j", "-s", "link", "show", "n0"])) as readonly {
      stats64: { rx: { packets: number } };
    }[];
    return link?.stats64.rx.packets ?? Number.NaN;
  };
  beforeAll(async () => {
    field = await openField();
    await startWorld(field.outside);
    witness = openWitness(field.outside);
    gateway = await startGateway(field, labPolicy({ mode: "local-data" }));
    // Until the gateway switches IPv6 off outside, the kernel asks for neighbours and routers there: more often, the slower the start.
    framesBefore = framesOutside();
  }, 180_000);
  afterAll(async () => {
    await gateway?.end();
    await field?.close();
    if (gateway !== undefined) forget(gateway);
  });

  test.each(bypasses)("$name: nothing reaches the outside", ({ command }) => {
    witness.forget();
    field.device.run(command);
    expect(witness.frames()).toBe(0);
  });

  test("apps fail at once instead of hanging, and names do not exist", async () => {
    const [name, six] = ask(
      field,
      { kind: "dns", server: "8.8.8.8", name: "flysafe-api.example.com" },
      { kind: "tcp", host: "2001:db8::1", port: 443, wait: 1_500 },
    );
    expect(name).toEqual({ error: "ENOTFOUND" });
    // The kernel tells a device only so many refusals a second: asked again until one comes.
    const refusal = (step: Readonly<Record<string, unknown>>) => async () =>
      ask(field, { host: "203.0.113.11", port: 443, wait: 1_500, ...step })[0]?.["error"];
    await expect.poll(refusal({ kind: "tcp" })).toBe("EHOSTUNREACH");
    await expect.poll(refusal({ kind: "udp", send: "x".repeat(1_200) })).toBe("ECONNREFUSED");
    // The gateway has no way back to an IPv6 address that it never gave: refused, and the device is not told.
    expect(six).toMatchObject({ connected: false });
  });

  test("not one frame came out since it was started", () => {
    // ARP is all there may be: the outside asked for the gateway's hardware address, or the gateway for the resolver's.
    expect(framesOutside() - framesBefore).toBeLessThan(10);
  });
});

describe.skipIf(fieldMissing !== null)(`named services${reason}`, () => {
  let field: Field;
  let world: World;
  let gateway: LabGateway;
  beforeAll(async () => {
    field = await openField();
    world = await startWorld(field.outside);
    gateway = await startGateway(field);
  }, 180_000);
  afterAll(async () => {
    await gateway?.end();
    await field?.close();
    if (gateway !== undefined) forget(gateway);
  });

  test("names: the resolver that was asked does not matter; only open names exist, without IPv6 and hints", async () => {
    const server = "8.8.8.8";
    const results = ask(
      field,
      { kind: "dns", server, name: "flysafe-api.example.com" },
      { kind: "dns", server, name: "FLYSAFE-API.example.com" },
      { kind: "dns", server, name: "flysafe-api.example.com", tcp: true },
      { kind: "dns", server, name: "flysafe-api.example.com", type: "AAAA" },
      { kind: "dns", server, name: "upload.example.com" },
      { kind: "dns", server, name: "use-application-dns.net" },
      { kind: "dns", server, name: "evil.flysafe-api.example.com" },
      { kind: "dns", server, name: "connectivitycheck.gstatic.com" },
    );
    const [plain, shouted, overTcp, six, closed, canary, below, portal] = results;
    expect(plain?.["answer"]).toMatch(/^198\.18\./);
    expect(shouted).toEqual(plain);
    expect(overTcp).toEqual(plain);
    expect(six).toEqual({ error: "ENODATA" });
    for (const none of [closed, canary, below]) expect(none).toEqual({ error: "ENOTFOUND" });
    expect(portal?.["answer"]).toMatch(/^198\.1[89]\./);
    await world.caughtUp();
    expect(world.seen.filter(({ kind }) => kind === "dns")).toEqual([]);
  });

  const address = (name: string): string => String(ask(field, { kind: "dns", server: "10.77.0.1", name })[0]?.["answer"]);

  test("an allowed name passes, and TLS inside is the service's own", () => {
    const host = address("flysafe-api.example.com");
    const [http, tls] = ask(
      field,
      { kind: "tcp", host, port: 80, send: "GET /a HTTP/1.1\r\nhost: flysafe-api.example.com\r\nconnection: close\r\n\r\n" },
      { kind: "tls", host, servername: "flysafe-api.example.com", path: "/b" },
    );
    expect(http?.["text"]).toContain("hello from flysafe-api.example.com");
    expect(tls).toMatchObject({ secured: true, subject: "lab.example" });
    expect(tls?.["text"]).toContain("hello from flysafe-api.example.com");
  });

  test("a request in single bytes passes like any other", () => {
    const host = address("flysafe-api.example.com");
    const [split] = ask(field, {
      kind: "tcp",
      host,
      port: 80,
      split: 1,
      send: "GET / HTTP/1.1\r\nhost: flysafe-api.example.com\r\nconnection: close\r\n\r\n",
    });
    expect(split?.["text"]).toContain("hello from");
  });

  test.each([
    ["another TLS name", { kind: "tls", servername: "shared.example.com" }],
    ["no TLS name", { kind: "tls", servername: "" }],
    ["another Host", { kind: "tcp", port: 80, send: "GET / HTTP/1.1\r\nhost: shared.example.com\r\n\r\n" }],
    ["two Hosts", { kind: "tcp", port: 80, send: "GET / HTTP/1.1\r\nhost: flysafe-api.example.com\r\nhost: shared.example.com\r\n\r\n" }],
    ["no Host", { kind: "tcp", port: 80, send: "GET / HTTP/1.0\r\n\r\n" }],
    [
      "an absolute target",
      { kind: "tcp", port: 80, send: "GET http://shared.example.com/ HTTP/1.1\r\nhost: flysafe-api.example.com\r\n\r\n" },
    ],
    ["a tunnel", { kind: "tcp", port: 80, send: "CONNECT shared.example.com:443 HTTP/1.1\r\nhost: flysafe-api.example.com\r\n\r\n" }],
    ["no TLS on the TLS port", { kind: "tcp", port: 443, send: "SSH-2.0-OpenSSH_9\r\n" }],
    [
      "a second request to another Host",
      {
        kind: "tcp",
        port: 80,
        send: "GET /first HTTP/1.1\r\nhost: flysafe-api.example.com\r\n\r\nGET /second HTTP/1.1\r\nhost: shared.example.com\r\n\r\n",
      },
    ],
  ])("%s is not passed on", async (_what, step) => {
    const host = address("flysafe-api.example.com");
    await world.caughtUp();
    const before = world.seen.length;
    ask(field, { host, wait: 1_500, ...step });
    await world.caughtUp();
    const reached = world.seen.slice(before).filter(({ kind }) => kind === "http" || kind === "https" || kind === "tls");
    expect(
      reached.filter(({ host: asked, name, path }) => path !== "/first" || asked !== "flysafe-api.example.com" || name !== undefined),
    ).toEqual([]);
  });

  test("a synthetic address that no name has, and one whose name is closed", () => {
    const [unknown, closed] = ask(
      field,
      { kind: "tcp", host: "198.18.200.1", port: 443, send: "x" },
      { kind: "tcp", host: "198.18.0.3", port: 80, send: "x" },
    );
    for (const each of [unknown, closed]) expect(each?.["bytes"]).toBe(0);
  });

  test("a name with two addresses, one of them dead, is reached", async () => {
    const host = address("two.example.org");
    await expect
      .poll(
        () =>
          ask(field, {
            kind: "tcp",
            host,
            port: 80,
            send: "GET / HTTP/1.1\r\nhost: two.example.org\r\nconnection: close\r\n\r\n",
          })[0]?.["text"],
        {
          timeout: 30_000,
        },
      )
      .toContain("hello from two.example.org");
  }, 180_000);

  test("a phone's portal probe is answered here, and goes nowhere", async () => {
    const host = address("connectivitycheck.gstatic.com");
    await world.caughtUp();
    const before = world.seen.length;
    const [probe] = ask(field, {
      kind: "tcp",
      host,
      port: 80,
      send: "GET /generate_204 HTTP/1.1\r\nhost: connectivitycheck.gstatic.com\r\nconnection: close\r\n\r\n",
    });
    expect(probe?.["text"]).toContain("HTTP/1.1 204");
    await world.caughtUp();
    expect(world.seen.length).toBe(before);
  });

  test("an opening: by a person, recorded, with a limit to the byte; closing it cuts what runs", async () => {
    const opened = gateway.hold("open", "upload.example.com", "--for", "2m", "--reason", "after landing");
    expect(opened.stderr + opened.stdout).toContain("upload.example.com");
    expect(opened.status).toBe(0);
    const host = address("upload.example.com");
    expect(host).toMatch(/^198\.18\./);
    const before = world.seen.length;
    const [small] = ask(field, { kind: "tls", host, servername: "upload.example.com", post: 20_000 });
    expect(small?.["text"]).toContain("20000 bytes came");
    const [large] = ask(field, { kind: "tls", host, servername: "upload.example.com", post: 400_000, wait: 3_000 });
    expect(large?.["text"]).not.toContain("bytes came");
    await world.caughtUp();
    expect(world.seen.slice(before).filter(({ received = 0 }) => received > 100_000)).toEqual([]);
    const closed = gateway.hold("close", "upload.example.com");
    expect(closed.status).toBe(0);
    expect(ask(field, { kind: "dns", server: "10.77.0.1", name: "upload.example.com" })[0]).toEqual({ error: "ENOTFOUND" });
    const log = readFileSync(join(gateway.session, "gate.jsonl"), "utf8");
    expect(log).toContain('"after landing"');
    const passed = readFileSync(join(gateway.session, "relay.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { name: string; upBytes: number })
      .filter(({ name }) => name === "upload.example.com")
      .reduce((sum, { upBytes }) => sum + upBytes, 0);
    expect(passed).toBeLessThanOrEqual(100_000);
  });
});
