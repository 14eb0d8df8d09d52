import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { GateState, NamesLine } from "@creance/hold";
import { afterEach, describe, expect, it } from "vitest";
import { type Names, openNames } from "../../src/names/open-names.ts";

const LAN_IP = "127.0.0.53";

const state = (revision: number, isOpen: boolean): GateState => ({
  revision,
  time: "answer",
  services: [{ name: "fly.example.org", syntheticIp: "198.18.0.1", ports: [443], answer: "relay", isOpen, leftUpBytes: null }],
});

let names: Names | undefined;
const clients: { destroy(): void }[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  names?.close();
  names = undefined;
});

/** Free ports: all are held until all are known, or two could be one. */
async function freePorts(): Promise<{ names: number; time: number }> {
  const sockets = [createSocket("udp4"), createSocket("udp4")] as const;
  for (const socket of sockets) {
    socket.bind(0, LAN_IP);
    await once(socket, "listening");
  }
  const [names, time] = [sockets[0].address().port, sockets[1].address().port];
  for (const socket of sockets) socket.close();
  return { names, time };
}

async function open(options: { idleMs?: number; state?: GateState } = {}): Promise<{ dns: number; time: number; resolver: Resolver }> {
  const ports = await freePorts();
  names = await openNames({
    lanIp: LAN_IP,
    state: state(1, true),
    ports,
    onFail: (failure) => {
      throw failure;
    },
    ...options,
  });
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([`${LAN_IP}:${ports.names}`]);
  return { dns: ports.names, time: ports.time, resolver };
}

function question(name: string, type = 1, id = 7): Buffer {
  const labels = name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]);
  return Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, type >> 8, type & 255, 0, 1]);
}

function framed(message: Buffer): Buffer {
  return Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]);
}

async function connected(port: number): Promise<{ socket: Socket; bytes: () => Buffer; closed: Promise<unknown> }> {
  const socket = connect({ host: LAN_IP, port });
  clients.push(socket);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => {});
  const closed = once(socket, "close").catch(() => {});
  await once(socket, "connect");
  return { socket, bytes: () => Buffer.concat(chunks), closed };
}

const lines = (): Pick<NamesLine, "name" | "typeName" | "answer" | "transport" | "count">[] =>
  (names?.takeLines() ?? []).map(({ name, typeName, answer, transport, count }) => ({ name, typeName, answer, transport, count }));

describe("names on the local network", () => {
  it("answer a resolver: an address, nothing, no such name", async () => {
    const { resolver } = await open();
    expect(await resolver.resolve4("fly.example.org", { ttl: true })).toEqual([{ address: "198.18.0.1", ttl: 10 }]);
    expect(await resolver.resolve4("FLY.Example.ORG")).toEqual(["198.18.0.1"]);
    await expect(resolver.resolve6("fly.example.org")).rejects.toMatchObject({ code: "ENODATA" });
    await expect(resolver.resolve4("log.example.org")).rejects.toMatchObject({ code: "ENOTFOUND" });
    await expect(resolver.resolveTxt("aGVsbG8.t.example.org")).rejects.toMatchObject({ code: "ENOTFOUND" });
    expect(lines()).toEqual([
      { name: "fly.example.org", typeName: "A", answer: "address", transport: "udp", count: 2 },
      { name: "fly.example.org", typeName: "AAAA", answer: "empty", transport: "udp", count: 1 },
      { name: "log.example.org", typeName: "A", answer: "noSuchName", transport: "udp", count: 1 },
      { name: "agvsbg8.t.example.org", typeName: "TXT", answer: "noSuchName", transport: "udp", count: 1 },
    ]);
  });

  it("obey a newer state at once and an older one never", async () => {
    const { resolver } = await open();
    names?.obey(state(5, false));
    await expect(resolver.resolve4("fly.example.org")).rejects.toMatchObject({ code: "ENOTFOUND" });
    names?.obey(state(4, true));
    await expect(resolver.resolve4("fly.example.org")).rejects.toMatchObject({ code: "ENOTFOUND" });
    names?.obey(state(6, true));
    expect(await resolver.resolve4("fly.example.org")).toEqual(["198.18.0.1"]);
  });

  it("answer several questions of a connection, however they are cut", async () => {
    const { dns } = await open();
    const { socket, bytes } = await connected(dns);
    const stream = Buffer.concat([
      framed(question("fly.example.org")),
      framed(question("log.example.org", 28)),
      framed(question("fly.example.org")),
    ]);
    for (const byte of stream) {
      socket.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    await expect.poll(() => bytes().length).toBe(2 + 33 + 16 + (2 + 33 + 33) + (2 + 33 + 16));
    expect(lines().map(({ transport, answer, count }) => `${transport} ${answer} ${count}`)).toEqual(["tcp address 2", "tcp noSuchName 1"]);
  });

  it("answer who has said all it will say", async () => {
    const { dns } = await open();
    const { socket, bytes, closed } = await connected(dns);
    socket.end(framed(question("fly.example.org")));
    await closed;
    expect(bytes().length).toBe(2 + 33 + 16);
  });

  it("close a connection that sends no question in time, byte by byte or not at all", async () => {
    const { dns } = await open({ idleMs: 300 });
    const silent = await connected(dns);
    const slow = await connected(dns);
    const drip = setInterval(() => slow.socket.write(Buffer.of(0)), 50);
    slow.socket.write(Buffer.from([0, 200]));
    await Promise.all([silent.closed, slow.closed]);
    clearInterval(drip);
    expect(slow.bytes().length).toBe(0);
    await expect.poll(() => names?.connections).toBe(0);
  });

  it.each([
    ["a frame of 65,535 bytes", Buffer.concat([Buffer.from([255, 255]), Buffer.alloc(65_535)])],
    ["an empty frame", Buffer.from([0, 0])],
    ["a TLS hello", Buffer.from("160301020001000", "hex")],
    ["an answer", framed(Buffer.from(question("fly.example.org").map((byte, at) => (at === 2 ? 0x81 : byte))))],
  ])("close a connection with %s, and say so", async (_what, sent) => {
    const { dns, resolver } = await open();
    const { socket, bytes, closed } = await connected(dns);
    socket.write(sent);
    await closed;
    expect(bytes().length).toBe(0);
    expect(lines()).toMatchObject([{ name: null, transport: "tcp", count: 1 }]);
    expect(await resolver.resolve4("fly.example.org")).toEqual(["198.18.0.1"]);
  });

  it("take 16 connections of a client, not more, and count the others", async () => {
    const { dns } = await open();
    const all = await Promise.all(Array.from({ length: 24 }, () => connected(dns)));
    await Promise.all(all.slice(16).map(({ closed }) => Promise.race([closed, wait(3000)])));
    await expect.poll(() => names?.connections).toBe(16);
    expect(lines()).toEqual([{ name: null, typeName: null, answer: "dropped", transport: "tcp", count: 8 }]);
  });

  it("hold little for who asks and does not read, and end it", async () => {
    const { dns } = await open({ idleMs: 1000 });
    const { socket, closed } = await connected(dns);
    socket.pause();
    const many = Buffer.concat(Array.from({ length: 300 }, () => framed(question("fly.example.org"))));
    const before = process.memoryUsage().rss;
    const more = setInterval(() => socket.write(many), 1);
    await Promise.race([closed, wait(5000)]);
    clearInterval(more);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1_048_576);
    await expect.poll(() => names?.connections).toBe(0);
  });

  it("go on after bytes that are no question", async () => {
    const { dns, resolver } = await open();
    const client = createSocket("udp4");
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(1), Buffer.alloc(11), Buffer.alloc(65_000, 255)]) client.send(bytes, dns, LAN_IP);
    expect(await resolver.resolve4("fly.example.org")).toEqual(["198.18.0.1"]);
    client.close();
    expect(lines().map(({ answer, count }) => `${answer} ${count}`)).toEqual(
      expect.arrayContaining(["address 1", "malformed 3", "refused 1"]),
    );
  });

  it("tell the time", async () => {
    const { time } = await open();
    const client = createSocket("udp4");
    const request = Buffer.alloc(48);
    request[0] = 0x23;
    request.writeUInt32BE(0xabcdef01, 40);
    client.send(request, time, LAN_IP);
    const [answer] = (await once(client, "message")) as [Buffer];
    client.close();
    expect(answer.readUInt32BE(24)).toBe(0xabcdef01);
    expect(Math.abs(answer.readUInt32BE(40) - 2_208_988_800 - Date.now() / 1000)).toBeLessThan(5);
    expect(lines()).toEqual([{ name: null, typeName: null, answer: "time", transport: "udp", count: 1 }]);
  });

  it("have no socket for the time where the policy refuses it", async () => {
    const { time } = await open({ state: { ...state(1, true), time: "refuse" } });
    const other = createSocket("udp4");
    other.bind(time, LAN_IP);
    await once(other, "listening");
    other.close();
  });

  it("say which port another program has, and leave none open", async () => {
    const other = createSocket("udp4");
    other.bind(0, LAN_IP);
    await once(other, "listening");
    const ports = { ...(await freePorts()), time: other.address().port };
    const opened = openNames({ lanIp: LAN_IP, state: state(1, true), ports, onFail: () => {} });
    await expect(opened).rejects.toMatchObject({
      code: "port-in-use",
      message: expect.stringContaining(`UDP port ${ports.time} of ${LAN_IP}`),
    });
    const again = createSocket("udp4");
    again.bind(ports.names, LAN_IP);
    await once(again, "listening");
    again.close();
    other.close();
  });

  it("say that an address is not there", async () => {
    const opened = openNames({ lanIp: "203.0.113.7", state: state(1, true), ports: { names: 15_353, time: 15_123 }, onFail: () => {} });
    await expect(opened).rejects.toMatchObject({ code: "no-address" });
  });
});
