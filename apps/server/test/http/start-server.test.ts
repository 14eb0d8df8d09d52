import { readdirSync, readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { inspect } from "node:util";
import { lineSchema } from "@creance/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog, Sensitive } from "../../src/http/log.ts";
import { creanceVersion } from "../../src/http/version.ts";
import { startServer } from "../../src/start-server.ts";
import { serveMade, type TestServer } from "./serve-made.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveMade();
});
afterAll(() => server.close());

test("any address that others can reach is refused with the reason", async () => {
  for (const host of ["0.0.0.0", "::", "192.168.1.5", "10.0.0.1", "example.org", "", "127.0.0.2"]) {
    await expect(startServer({ operation: server.made.operation, host, port: 0 })).rejects.toMatchObject({
      name: "UserError",
      code: "bind-refused",
      kind: "wrongUse",
    });
  }
  for (const port of [-1, 65_536, 1.5, Number.NaN]) {
    await expect(startServer({ operation: server.made.operation, port })).rejects.toMatchObject({ code: "bad-port" });
  }
});

test("a port in use is named, with what to do", async () => {
  await expect(startServer({ operation: server.made.operation, port: server.port })).rejects.toMatchObject({
    code: "port-in-use",
    kind: "machineRefused",
    message: expect.stringContaining(`Port ${server.port} is used`),
  });
});

test("closing frees the port, also under open streams, and twice is no harm to others", async () => {
  const other = await serveMade();
  const stream = await fetch(`${other.url}api/imports/watch`);
  const idle = connect(other.port, "127.0.0.1").on("error", () => {});
  const startedMs = performance.now();
  await other.close();
  // Left to itself the idle connection ends after ten seconds (headersTimeout), the stream never.
  expect(performance.now() - startedMs).toBeLessThan(9_000);
  await stream.text().catch(() => {});
  idle.destroy();
  const again = createServer();
  await new Promise<void>((resolve, reject) => again.on("error", reject).listen(other.port, "127.0.0.1", resolve));
  again.close();
});

test("a planted connection shows on the line; our own requests do not", async () => {
  const fresh = await serveMade();
  expect((await fresh.ask("GET", "/api/line")).json()).toMatchObject({ outbound: 0, attempts: [] });
  await fetch(`${fresh.url}api/line`);
  connect(9, "127.0.0.1").on("error", () => {});
  await expect.poll(async () => (await fresh.ask("GET", "/api/line")).json()["outbound"]).toBe(1);
  const line = lineSchema.parse((await fresh.ask("GET", "/api/line")).json());
  expect(line.attempts).toEqual([{ hook: "TCPCONNECTWRAP", target: "127.0.0.1:9", timeUs: expect.any(Number) }]);
  expect(line.attempts[0]?.timeUs).toBeGreaterThanOrEqual(line.sinceUs);
  expect(fresh.log.some((text) => text.includes('"outbound"') && text.includes("127.0.0.1:9"))).toBe(true);
  await fresh.close();
});

test("many requests at once are all answered", async () => {
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, n) => server.ask("GET", n % 2 === 0 ? "/api/line" : "/api/flights?limit=5")),
  );
  expect(answers.every(({ status }) => status === 200)).toBe(true);
});

test("a connection that never finishes its headers is dropped", async () => {
  const socket = connect(server.port, "127.0.0.1");
  const closed = new Promise<number>((resolve) => {
    const startedMs = performance.now();
    socket.on("error", () => {});
    socket.on("close", () => resolve(performance.now() - startedMs));
  });
  socket.resume();
  socket.write("GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ");
  // After ten seconds and a look; Node's own time is a minute.
  expect(await closed).toBeLessThan(50_000);
});

test("what must not be logged reads [redacted], however it is printed", () => {
  const lines: string[] = [];
  const log = createLog(
    (line) => lines.push(line),
    () => 1,
  );
  const secrets = {
    position: { latDeg: 12.345678, lonDeg: -98.7654321 },
    serial: "MADESERIAL0001",
    name: "Harbour survey",
    key: new Uint8Array([1, 2, 3]),
  };
  log("made.event", Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, new Sensitive<unknown>(value)])));
  expect(lines).toEqual([
    '{"timeUs":1,"event":"made.event","position":"[redacted]","serial":"[redacted]","name":"[redacted]","key":"[redacted]"}',
  ]);
  const sensitive = new Sensitive("MADESERIAL0001");
  expect(
    `${sensitive} ${String(sensitive)} ${inspect({ sensitive })} ${JSON.stringify([sensitive])} ${inspect(sensitive, { showHidden: true })}`,
  ).not.toContain("MADE");
  expect(sensitive.reveal()).toBe("MADESERIAL0001");
});

test("the version is the one in every package.json", () => {
  const root = join(import.meta.dirname, "../../../..");
  for (const tier of ["packages", "adapters", "apps"]) {
    for (const room of readdirSync(join(root, tier))) {
      expect(JSON.parse(readFileSync(join(root, tier, room, "package.json"), "utf8")).version, room).toBe(creanceVersion);
    }
  }
});
