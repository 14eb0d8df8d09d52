/** A relay on this machine's loopback: addresses of 127.0.0.0/8 stand for the synthetic ones and for the services. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { GateService, RelayLine } from "@creance/hold";
import type { RelayLimits, RelayReport } from "../../src/messages.ts";
import { openRelay, type Relay } from "../../src/relay/open-relay.ts";

/** The relay with what it said. */
export interface LoopbackRelay {
  readonly relay: Relay;
  readonly port80: number;
  readonly port443: number;
  readonly reports: RelayReport[];
  /** The line of a flow, when it ended. */
  line(flow: number): Promise<RelayLine>;
  until(what: (report: RelayReport) => boolean): Promise<RelayReport>;
  /** A new state with these changes, by name. */
  change(changes: Readonly<Record<string, Partial<GateService>>>): void;
}

const opened: (() => void)[] = [];

/** Closes everything that was opened here. */
export function closeAll(): void {
  for (const close of opened.splice(0)) close();
}

/** A service on a loopback address; `port` of all its addresses is one. */
export function serviceAt(handler: (socket: Socket) => void, host = "127.0.0.1", port = 0): Promise<number> {
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    opened.push(() => socket.destroy());
    handler(socket);
  });
  opened.push(() => server.close());
  return new Promise((resolve) => server.listen(port, host, () => resolve((server.address() as AddressInfo).port)));
}

/** A service of the gate. */
export function gateService(name: string, syntheticIp: string, parts: Partial<GateService> = {}): GateService {
  return { name, syntheticIp, ports: [80, 443], answer: "relay", isOpen: true, leftUpBytes: null, ...parts };
}

/** Opens a relay whose services all lie at `addresses`, port `upstreamPort`. The keeper says yes, unless `allow` says otherwise. */
export async function loopbackRelay(options: {
  readonly services: readonly GateService[];
  readonly upstreamPort: number;
  readonly addresses?: readonly string[];
  readonly limits?: Partial<RelayLimits>;
  readonly allow?: (ip: string, name: string) => boolean;
}): Promise<LoopbackRelay> {
  const reports: RelayReport[] = [];
  const listeners = new Set<() => void>();
  const { addresses = ["127.0.0.1"], upstreamPort } = options;
  const [port80, port443] = await freePorts();
  let services = options.services;
  let revision = 1;
  const relay = await openRelay({
    limits: { connections: 100, connectionsPerClient: 50, helloMs: 10_000, connectMs: 10_000, idleMs: 5000, ...options.limits },
    state: { revision, services, time: "refuse" },
    names: { addresses: () => Promise.resolve(addresses), failed: () => {} },
    localIp: () => "127.0.0.1",
    isOwn: () => false,
    listen: [
      { host: "0.0.0.0", port: port80, as: 80 },
      { host: "0.0.0.0", port: port443, as: 443 },
    ],
    dialPort: () => upstreamPort,
    send(report) {
      reports.push(report);
      if (report.kind === "allow") {
        const { id, ip, name } = report;
        setImmediate(() => relay.take({ kind: "allowed", id, ok: options.allow?.(ip, name) ?? true }));
      }
      for (const listener of [...listeners]) listener();
    },
  });
  opened.push(() => relay.close());
  const until = (what: (report: RelayReport) => boolean): Promise<RelayReport> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not said: ${JSON.stringify(reports)}`)), 30_000);
      const look = (): void => {
        const found = reports.find(what);
        if (found === undefined) return;
        clearTimeout(timer);
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      look();
    });
  return {
    relay,
    port80,
    port443,
    reports,
    until,
    async line(flow) {
      const report = await until((each) => each.kind === "line" && each.line.flow === flow);
      if (report.kind !== "line") throw new Error("no line");
      return report.line;
    },
    change(changes) {
      services = services.map((service) => ({ ...service, ...changes[service.name] }));
      relay.take({ kind: "state", state: { revision: ++revision, services, time: "refuse" } });
    },
  };
}

/** A client's connection. Everything that came, and how it ended, in `done`. */
export function clientOf(
  host: string,
  port: number,
): { readonly socket: Socket; readonly done: Promise<{ readonly bytes: Buffer; readonly error: string | null }> } {
  const socket = connect({ host, port, allowHalfOpen: true });
  opened.push(() => socket.destroy());
  const got: Buffer[] = [];
  let error: string | null = null;
  socket.on("data", (bytes: Buffer) => got.push(bytes));
  socket.on("error", (failure: NodeJS.ErrnoException) => {
    error = failure.code ?? failure.message;
  });
  return { socket, done: new Promise((resolve) => socket.on("close", () => resolve({ bytes: Buffer.concat(got), error }))) };
}

/** Two free ports: both are held until both are known, or they could be one. */
async function freePorts(): Promise<readonly [number, number]> {
  const [first, second] = [createServer(), createServer()];
  const ports = [await portOf(first), await portOf(second)] as const;
  for (const server of [first, second]) await new Promise((resolve) => server.close(resolve));
  return ports;
}

function portOf(server: Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, "0.0.0.0", () => resolve((server.address() as AddressInfo).port)));
}
