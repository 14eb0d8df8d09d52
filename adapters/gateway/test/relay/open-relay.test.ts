import { once } from "node:events";
import type { Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { clientOf, closeAll, gateService, loopbackRelay, serviceAt } from "./loopback-relay.ts";

afterEach(closeAll);

const name = "upload.example";
const address = "127.9.0.1";
const services = [
  gateService(name, address),
  gateService("shut.example", "127.9.0.2", { isOpen: false }),
  gateService("tls.example", "127.9.0.3", { ports: [443] }),
];
const request = (path: string, body = "") => `POST ${path} HTTP/1.1\r\nHost: ${name}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const echo = (socket: Socket): void => {
  socket.on("data", (bytes) => socket.write(bytes));
  socket.on("end", () => socket.end());
};

describe("a connection that may pass", () => {
  test("goes through whole, both ways, and every byte is counted", async () => {
    const upstreamPort = await serviceAt(echo);
    const { port80, line, reports } = await loopbackRelay({ services, upstreamPort });
    const { socket, done } = clientOf(address, port80);
    const text = request("/a", "x".repeat(300_000)) + request("/b");
    for (let at = 0; at < text.length; at += 60_000) socket.write(text.slice(at, at + 60_000));
    socket.end();
    const { bytes, error } = await done;
    expect(error).toBeNull();
    expect(bytes.toString()).toBe(text);
    const flow = await line(1);
    expect(flow).toMatchObject({
      end: "client",
      name,
      helloName: name,
      upstreamIp: "127.0.0.1",
      localIp: "127.0.0.1",
      syntheticIp: address,
      port: 80,
    });
    expect([flow.clientBytes, flow.upBytes, flow.upstreamBytes, flow.downBytes]).toEqual(new Array(4).fill(text.length));
    expect(flow.localPort).toBeGreaterThan(0);
    expect(flow.endUs).toBeGreaterThanOrEqual(flow.startUs);
    const used = reports.flatMap((report) => (report.kind === "used" ? [report.upBytes] : []));
    expect(used.reduce((sum, each) => sum + each, 0)).toBe(text.length);
    expect(reports.map(({ kind }) => kind).filter((kind) => kind !== "used")).toEqual(["allow", "opened", "line"]);
  });

  test("a half-closed side is passed on: the answer comes after the client's end", async () => {
    const upstreamPort = await serviceAt((socket) => {
      let count = 0;
      socket.on("data", (bytes) => {
        count += bytes.length;
      });
      socket.on("end", () => setTimeout(() => socket.end(`you sent ${count}`), 50));
    });
    const { port80, line } = await loopbackRelay({ services, upstreamPort });
    const { socket, done } = clientOf(address, port80);
    const text = request("/", "hello");
    socket.end(text);
    expect((await done).bytes.toString()).toBe(`you sent ${text.length}`);
    expect(await line(1)).toMatchObject({ end: "client" });
  });

  test("the service ends first", async () => {
    const upstreamPort = await serviceAt((socket) => socket.once("data", () => socket.end("bye")));
    const { port80, line } = await loopbackRelay({ services, upstreamPort });
    const { socket, done } = clientOf(address, port80);
    socket.write(request("/"));
    socket.on("end", () => socket.end());
    expect((await done).bytes.toString()).toBe("bye");
    expect(await line(1)).toMatchObject({ end: "upstream", downBytes: 3, upstreamBytes: 3 });
  });

  test("a service that breaks off is broken off", async () => {
    const upstreamPort = await serviceAt((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const { port80, line } = await loopbackRelay({ services, upstreamPort });
    const { socket, done } = clientOf(address, port80);
    socket.write(request("/"));
    expect((await done).error).toBe("ECONNRESET");
    expect(await line(1)).toMatchObject({ end: "error" });
  });

  test("a slow reader holds the sender back", async () => {
    let sent = 0;
    const upstreamPort = await serviceAt((socket) => {
      const block = Buffer.alloc(65_536);
      const push = (): void => {
        while (sent < 64 * 1_048_576 && socket.write(block)) sent += block.length;
      };
      socket.once("data", push);
      socket.on("drain", push);
    });
    const { port80, line } = await loopbackRelay({ services, upstreamPort });
    const { socket } = clientOf(address, port80);
    socket.pause();
    socket.write(request("/"));
    await new Promise((resolve) => setTimeout(resolve, 800));
    const held = sent;
    expect(held).toBeLessThan(32 * 1_048_576);
    socket.resetAndDestroy();
    const { upstreamBytes, downBytes, end } = await line(1);
    expect(end).toBe("error");
    expect(upstreamBytes).toBeLessThanOrEqual(held + 65_536);
    expect(upstreamBytes - downBytes).toBeLessThan(512 * 1024);
  });
});

describe("a connection that may not", () => {
  test.each([
    ["unmapped", "127.9.0.99", 80, request("/")],
    ["closed", "127.9.0.2", 80, request("/")],
    ["port", "127.9.0.3", 80, request("/")],
    ["wrong-name", address, 80, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"],
    ["many-names", address, 80, `GET http://evil.example/ HTTP/1.1\r\nHost: ${name}\r\n\r\n`],
    ["no-name", address, 80, "GET / HTTP/1.0\r\n\r\n"],
    ["not-http", address, 80, "\u0016\u0003\u0001"],
    ["not-tls", address, 443, request("/")],
  ] as const)("%s: reset, and the service hears nothing", async (end, host, port, text) => {
    let heard = 0;
    const upstreamPort = await serviceAt(() => heard++);
    const { port80, port443, line, reports } = await loopbackRelay({ services, upstreamPort });
    const { socket, done } = clientOf(host, port === 80 ? port80 : port443);
    socket.write(text);
    expect((await done).error).toBe("ECONNRESET");
    expect(await line(1)).toMatchObject({ end, upBytes: 0, downBytes: 0, upstreamIp: null });
    expect(heard).toBe(0);
    expect(reports.filter(({ kind }) => kind === "allow")).toEqual([]);
  });

  test("a second request to another host ends it, and not one byte of it goes out", async () => {
    const got: Buffer[] = [];
    const upstreamPort = await serviceAt((socket) => socket.on("data", (bytes: Buffer) => got.push(bytes)));
    const { port80, line, until } = await loopbackRelay({ services, upstreamPort });
    const { socket, done } = clientOf(address, port80);
    const good = request("/", "data");
    socket.write(good);
    await until(({ kind }) => kind === "opened");
    socket.write(good + good);
    // Together with a request that may not pass they would not be passed on either.
    await expect.poll(() => Buffer.concat(got).length).toBe(3 * good.length);
    socket.write("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    expect((await done).error).toBe("ECONNRESET");
    expect(await line(1)).toMatchObject({ end: "wrong-name", helloName: "evil.example", upBytes: 3 * good.length });
    expect(Buffer.concat(got).toString()).toBe(good.repeat(3));
  });

  test("no hello in time, an end before it, and silence later", async () => {
    const upstreamPort = await serviceAt(echo);
    const { port80, line } = await loopbackRelay({ services, upstreamPort, limits: { helloMs: 300, idleMs: 300 } });
    clientOf(address, port80).socket.write("POST");
    clientOf(address, port80).socket.end();
    const idle = clientOf(address, port80);
    idle.socket.write(request("/"));
    const lines = [await line(1), await line(2), await line(3)].map(({ end }) => end).sort();
    expect(lines).toEqual(["idle", "no-hello", "no-hello"]);
  });

  test("too many at a time, of one client and together", async () => {
    const upstreamPort = await serviceAt(echo);
    const { port80, relay, reports } = await loopbackRelay({ services, upstreamPort, limits: { connectionsPerClient: 2 } });
    const clients = [1, 2, 3].map(() => clientOf(address, port80));
    await Promise.race(clients.map(({ done }) => done));
    expect(reports).toMatchObject([{ kind: "line", line: { end: "busy" } }]);
    expect(relay.connections).toBe(2);
    for (const { socket } of clients) socket.destroy();
    await expect.poll(() => relay.connections).toBe(0);
    const again = clientOf(address, port80);
    again.socket.write(request("/"));
    await once(again.socket, "data");
  });
});

describe("limits", () => {
  test("not a byte over, also of several connections and within one message", async () => {
    let received = 0;
    const upstreamPort = await serviceAt((socket) =>
      socket.on("data", (bytes) => {
        received += bytes.length;
      }),
    );
    const { port80, line, reports } = await loopbackRelay({
      services: [gateService(name, address, { leftUpBytes: 250_001 })],
      upstreamPort,
    });
    const text = request("/", "x".repeat(100_000));
    const clients = [1, 2, 3].map(() => clientOf(address, port80));
    for (const { socket } of clients) for (let at = 0; at < text.length; at += 10_000) socket.write(text.slice(at, at + 10_000));
    await Promise.race(clients.map(({ done }) => done));
    for (const { socket } of clients) socket.end();
    const lines = [await line(1), await line(2), await line(3)];
    expect(lines.map(({ end }) => end)).toContain("limit");
    expect(lines.reduce((sum, { upBytes }) => sum + upBytes, 0)).toBe(250_001);
    await expect.poll(() => received).toBe(250_001);
    expect(reports.reduce((sum, report) => sum + (report.kind === "used" ? report.upBytes : 0), 0)).toBe(250_001);
  });

  test("a state from before the newest bytes gives none of them back; a new opening does", async () => {
    const upstreamPort = await serviceAt((socket) => socket.resume());
    const { port80, change, until, line } = await loopbackRelay({
      services: [gateService(name, address, { leftUpBytes: 1000 })],
      upstreamPort,
    });
    const { socket } = clientOf(address, port80);
    const first = request("/", "x".repeat(500));
    socket.write(first);
    await until(({ kind }) => kind === "used");
    // The keeper had not read the 500 and more yet.
    change({ [name]: { leftUpBytes: 1000, countedUpBytes: 0 } });
    const second = clientOf(address, port80);
    second.socket.write(request("/", "x".repeat(1000)));
    const { upBytes, end } = await line(2);
    expect([end, upBytes]).toEqual(["limit", 1000 - first.length]);
    const third = clientOf(address, port80);
    third.socket.write(first);
    expect(await line(3)).toMatchObject({ end: "limit", upBytes: 0, upstreamIp: null });
    change({ [name]: { leftUpBytes: 1000, countedUpBytes: 1000 } });
    const fourth = clientOf(address, port80);
    fourth.socket.write(first);
    await until((report) => report.kind === "opened" && report.flow === 4);
  });
});

describe("the gate changes", () => {
  test("closing a service resets its connections at once and no byte follows; others go on", async () => {
    let received = 0;
    const upstreamPort = await serviceAt((socket) =>
      socket.on("data", (bytes) => {
        received += bytes.length;
      }),
    );
    const other = gateService("other.example", "127.9.0.8");
    const { port80, change, until, line, reports } = await loopbackRelay({ services: [...services, other], upstreamPort });
    const { socket, done } = clientOf(address, port80);
    const kept = clientOf(other.syntheticIp, port80);
    kept.socket.write(`GET / HTTP/1.1\r\nHost: ${other.name}\r\n\r\n`);
    const block = "x".repeat(65_536);
    socket.write(`POST / HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 100000000\r\n\r\n`);
    const more = setInterval(() => socket.write(block), 1);
    await until((report) => report.kind === "used" && report.upBytes > 100_000);
    change({ [name]: { isOpen: false } });
    expect(reports.at(-1)).toMatchObject({ kind: "line", line: { end: "policy", name } });
    expect((await done).error).toMatch(/ECONNRESET|EPIPE/);
    clearInterval(more);
    const { upBytes, flow } = await line(1).then((first) => (first.name === name ? first : line(2)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(received).toBeLessThanOrEqual(upBytes + 60);
    expect(kept.socket.destroyed).toBe(false);
    expect(reports.some((report) => report.kind === "line" && report.line.flow !== flow)).toBe(false);
    // The other service holds the same address.
    expect(reports.filter(({ kind }) => kind === "release")).toEqual([]);
    change({ "other.example": { isOpen: false } });
    expect(reports.at(-1)).toEqual({ kind: "release", ip: "127.0.0.1", port: 80 });
  });

  test("an older state is not obeyed after a newer one", async () => {
    const upstreamPort = await serviceAt(echo);
    const { relay, port80, change, line } = await loopbackRelay({ services, upstreamPort });
    change({ [name]: { isOpen: false } });
    relay.take({ kind: "state", state: { revision: 1, services, time: "refuse" } });
    clientOf(address, port80).socket.write(request("/"));
    expect(await line(1)).toMatchObject({ end: "closed" });
  });

  test("closed while it is connecting", async () => {
    const upstreamPort = await serviceAt(echo);
    const { port80, change, line, until } = await loopbackRelay({ services, upstreamPort, addresses: ["127.0.0.1"], allow: () => true });
    clientOf(address, port80).socket.write(request("/"));
    await until(({ kind }) => kind === "allow");
    change({ [name]: { isOpen: false } });
    expect(await line(1)).toMatchObject({ end: "policy", upBytes: 0 });
  });

  test("stopping ends all", async () => {
    const upstreamPort = await serviceAt(echo);
    const { relay, port80, line, until } = await loopbackRelay({ services, upstreamPort });
    clientOf(address, port80).socket.write(request("/"));
    await until(({ kind }) => kind === "opened");
    relay.close();
    expect(await line(1)).toMatchObject({ end: "ended" });
  });
});

describe("addresses of a service", () => {
  test("one that does not answer is passed over", async () => {
    const upstreamPort = await serviceAt(echo, "127.0.0.7");
    const { port80, reports, line, until } = await loopbackRelay({ services, upstreamPort, addresses: ["127.0.0.6", "127.0.0.7"] });
    const { socket } = clientOf(address, port80);
    socket.write(request("/"));
    await until(({ kind }) => kind === "opened");
    socket.end();
    expect(await line(1)).toMatchObject({ upstreamIp: "127.0.0.7", triedIps: ["127.0.0.6"], end: "client" });
    expect(reports.flatMap((report) => (report.kind === "allow" ? [report.ip] : []))).toEqual(["127.0.0.6", "127.0.0.7"]);
  });

  test("none, or none that the keeper lets pass", async () => {
    const upstreamPort = await serviceAt(echo);
    for (const options of [{ addresses: [] }, { allow: () => false }, { addresses: ["127.0.0.6"] }]) {
      const { port80, line } = await loopbackRelay({ services, upstreamPort, ...options });
      const { socket, done } = clientOf(address, port80);
      socket.write(request("/"));
      expect((await done).error).toBe("ECONNRESET");
      expect(await line(1)).toMatchObject({ end: "no-upstream", upBytes: 0 });
    }
  });

  test("is asked for once, as long as connections to it come", async () => {
    const upstreamPort = await serviceAt(echo);
    const { port80, reports, line } = await loopbackRelay({ services, upstreamPort });
    for (const flow of [1, 2, 3]) {
      clientOf(address, port80).socket.end(request("/"));
      await line(flow);
    }
    expect(reports.filter(({ kind }) => kind === "allow" || kind === "release")).toHaveLength(1);
  });
});

test("for a mark, every open connection is told with its counts so far, and again at its end", async () => {
  const upstreamPort = await serviceAt(echo);
  const { relay, port80, line, until, reports } = await loopbackRelay({ services, upstreamPort });
  const { socket } = clientOf(address, port80);
  const text = request("/");
  socket.write(text);
  await once(socket, "data");
  clientOf(address, port80).socket.write("POST");
  const flushed = () => {
    const before = reports.length;
    relay.take({ kind: "flush", id: 7 });
    return reports.slice(before).flatMap((report) => (report.kind === "line" ? [report.line] : []));
  };
  // Until the second one was accepted and read.
  await expect.poll(() => flushed().map(({ clientBytes }) => clientBytes)).toEqual([text.length, 4]);
  const open = flushed();
  expect(open).toMatchObject([
    { flow: 1, end: "open", clientBytes: text.length, upBytes: text.length, downBytes: text.length, upstreamIp: "127.0.0.1" },
    { flow: 2, end: "open", clientBytes: 4, upBytes: 0, upstreamIp: null, helloName: null },
  ]);
  expect(reports.at(-1)).toEqual({ kind: "flushed", id: 7 });
  socket.end();
  await until((report) => report.kind === "line" && report.line.flow === 1 && report.line.end === "client");
  expect((await line(1)).localPort).toBe(open[0]?.localPort);
});

test("a phone's probe is answered here", async () => {
  const probe = gateService("connectivitycheck.gstatic.com", "127.9.0.9", { answer: "portal", ports: [80] });
  const { port80, line } = await loopbackRelay({ services: [probe], upstreamPort: 1 });
  const { socket, done } = clientOf("127.9.0.9", port80);
  socket.write(`GET /generate_204 HTTP/1.1\r\nHost: ${probe.name}\r\n\r\n`);
  socket.on("end", () => socket.end());
  const { bytes, error } = await done;
  expect(error).toBeNull();
  expect(bytes.toString()).toMatch(/^HTTP\/1.1 204 /);
  expect(await line(1)).toMatchObject({ end: "portal", downBytes: bytes.length, upBytes: 0, upstreamIp: null, helloName: probe.name });
  const other = clientOf("127.9.0.9", port80);
  other.socket.write("GET /generate_204 HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  expect((await other.done).error).toBe("ECONNRESET");
});
