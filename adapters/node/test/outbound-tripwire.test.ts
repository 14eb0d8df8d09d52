import { createSocket } from "node:dgram";
import { lookup, Resolver } from "node:dns";
import { Agent, get, type RequestOptions } from "node:http";
import { type AddressInfo, connect, createServer, type Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OutboundAttempt, type OutboundWatch, watchOutbound } from "../src/outbound-tripwire.ts";
import { startWorker } from "../src/start-worker.ts";

const own = { port: 0 };
let heard: OutboundAttempt[];
let watch: OutboundWatch;
beforeEach(() => {
  heard = [];
  own.port = 0;
  watch = watchOutbound((attempt) => heard.push(attempt), { isOwnPort: (port) => port === own.port });
});
afterEach(() => watch.stop());

const settle = (ms = 50): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const listen = (server: Server, where: number | string = 0): Promise<number> =>
  new Promise((resolve) => {
    const done = (): void => resolve((server.address() as AddressInfo | null)?.port ?? 0);
    if (typeof where === "number") server.listen(where, "127.0.0.1", done);
    else server.listen(where, done);
  });
/** A loopback port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("a planted connection is counted once, with its address", async () => {
  const port = await deadPort();
  expect(watch.count).toBe(0);
  connect(port, "127.0.0.1").on("error", () => {});
  await settle();
  expect(watch.count).toBe(1);
  expect(watch.attempts[0]).toMatchObject({ hook: "TCPCONNECTWRAP", target: `127.0.0.1:${port}` });
  expect(heard).toHaveLength(1);
  expect(Math.abs((heard[0]?.timeUs ?? 0) / 1000 - Date.now())).toBeLessThan(10_000);
});

test("a socket made by hand and TLS are seen too", async () => {
  const port = await deadPort();
  new Socket().connect({ port, host: "127.0.0.1" }).on("error", () => {});
  connectTls({ port, host: "127.0.0.1" }).on("error", () => {});
  await settle();
  expect(watch.attempts.map(({ target }) => target)).toEqual([`127.0.0.1:${port}`, `127.0.0.1:${port}`]);
});

test("a name, its query and its connections are one attempt", async () => {
  const port = await deadPort();
  connect({ port, host: "localhost" }).on("error", () => {});
  await expect.poll(() => watch.attempts[0]?.target).toMatch(new RegExp(`^localhost -> .*:${port}`));
  await settle(100);
  expect(watch.count).toBe(1);
});

test("http and fetch count once for their connection; a second request over it adds nothing", async () => {
  const server = createServer((socket) =>
    socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok")),
  );
  const port = await listen(server);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (options: RequestOptions): Promise<unknown> =>
    new Promise((resolve) => get({ port, host: "127.0.0.1", ...options }, (answer) => answer.resume().on("end", resolve)));
  for (let n = 0; n < 3; n++) await ask({ agent });
  await settle(400);
  expect(watch.count).toBe(1);
  await ask({ agent: false });
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("ok");
  await settle(400);
  expect(watch.count).toBe(3);
  agent.destroy();
  server.close();
});

test("a fetch whose name does not resolve is counted with the name", async () => {
  await fetch("http://no-such-host.invalid/").catch(() => {});
  await settle(400);
  expect(watch.count).toBe(1);
  expect(watch.attempts[0]?.target).toContain("no-such-host.invalid");
});

test("name queries by either resolver, and datagrams, are counted", async () => {
  lookup("no-such-host.invalid", () => {});
  await settle();
  expect(watch.attempts[0]).toMatchObject({ hook: "GETADDRINFOREQWRAP", target: "no-such-host.invalid" });
  const resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers([`127.0.0.1:${await deadPort()}`]);
  resolver.resolve4("query.invalid", () => {});
  await settle();
  expect(watch.attempts[0]).toMatchObject({ hook: "QUERYWRAP", target: "query.invalid" });
  const socket = createSocket("udp4");
  socket.send("hello", 9, "127.0.0.1", () => socket.close());
  await settle();
  expect(watch.count).toBe(3);
  // Node sends small datagrams without a request object: the socket is seen, its target is not.
  expect(watch.attempts[0]).toMatchObject({ hook: "UDPWRAP", target: "a datagram socket" });
});

test("our own listening port, accepted connections, pipes and workers are not outbound", async () => {
  const server = createServer((socket) => socket.end());
  own.port = await listen(server);
  const client = connect(own.port, "127.0.0.1");
  await new Promise((resolve) => client.on("close", resolve).resume());
  const pipePath = join(tmpdir(), `creance-tripwire-${process.pid}.sock`);
  const pipe = createServer((socket) => socket.end());
  await listen(pipe, pipePath);
  const pipeClient = connect(pipePath);
  await new Promise((resolve) => pipeClient.on("close", resolve).resume());
  const worker = new Worker("process.exit(0)", { eval: true });
  await new Promise((resolve) => worker.on("exit", resolve));
  await settle(350);
  expect(watch.attempts).toEqual([]);
  expect(watch.count).toBe(0);
  server.close();
  pipe.close();
});

test("what a worker thread opens is counted by the main thread", async () => {
  const port = await deadPort();
  const worker = startWorker(new URL("./planted-connection-worker.ts", import.meta.url), { port });
  await new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
  await expect.poll(() => watch.count).toBe(1);
  expect(watch.attempts[0]?.target).toBe(`127.0.0.1:${port}`);
});

test("the newest hundred are listed, all are counted; after stop nothing is", async () => {
  const port = await deadPort();
  for (let n = 0; n < 120; n++) connect(port, "127.0.0.1").on("error", () => {});
  await settle(200);
  expect(watch.count).toBe(120);
  expect(watch.attempts).toHaveLength(100);
  watch.stop();
  connect(port, "127.0.0.1").on("error", () => {});
  await settle();
  expect(watch.count).toBe(120);
});
