/** The relay: two listening ports, the connections that came to them, and what the keeper says about them. */
import { connect, createServer, type Server, type Socket } from "node:net";
import type { GateService, GateState } from "@creance/hold";
import type { RelayCommand, RelayLimits, RelayReport } from "../messages.ts";
import { createAllowances } from "./byte-allowance.ts";
import { type ConnectionContext, RelayedConnection } from "./relayed-connection.ts";
import { createUpstreamLeases } from "./upstream-leases.ts";
import type { UpstreamNames } from "./upstream-names.ts";

/** A running relay. */
export interface Relay {
  take(command: RelayCommand): void;
  /** Connections that are open. */
  readonly connections: number;
  /** Closes everything at once; what ended is told. */
  close(): void;
}

/** What a relay needs. */
export interface RelayOptions {
  readonly limits: RelayLimits;
  readonly state: GateState;
  readonly names: Pick<UpstreamNames, "addresses" | "failed">;
  readonly send: (report: RelayReport) => void;
  /** The own address outside that connections are bound to, `undefined` without one. */
  readonly localIp: () => string | undefined;
  /** True for an address of this machine: who comes from there is no client. */
  readonly isOwn: (ip: string) => boolean;
  /** Where to listen, and which service's port that is. Default: 80 and 443 of every address. */
  readonly listen?: readonly { readonly host: string; readonly port: number; readonly as: 80 | 443 }[];
  /** Where a service's port is outside (for tests on one machine). */
  readonly dialPort?: (port: number) => number;
}

const SWEEP_MS = 500;
/** Bytes that may wait in each direction of a connection before the other side is held back. */
const BUFFER_BYTES = 65_536;

/** Opens it. Rejects when a port cannot be had; the error has the system's code. */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const { limits, send, isOwn } = options;
  const connections = new Set<RelayedConnection>();
  const byClient = new Map<string, number>();
  let state = options.state;
  let services = byAddress(state);
  let flows = 0;

  const allowances = createAllowances((name, upBytes) => send({ kind: "used", name, upBytes }));
  allowances.update(state.services);
  const leases = createUpstreamLeases({
    ask: (id, { name, ip, port }) => send({ kind: "allow", id, name, ip, port }),
    release: (ip, port) => send({ kind: "release", ip, port }),
    patienceMs: limits.connectMs,
  });
  const context: ConnectionContext = {
    limits,
    leases,
    addresses: (name) => options.names.addresses(name),
    addressFailed: (name, ip) => options.names.failed(name, ip),
    allowance: (name) => allowances.of(name),
    dial: (ip, port) => dial(ip, options.dialPort?.(port) ?? port, options.localIp()),
    opened: (flow, name, clientIp) => send({ kind: "opened", flow, name, clientIp }),
    ended(connection, line) {
      if (connections.delete(connection)) countClient(connection.clientIp, -1);
      // The bytes first: who reads the line has them counted.
      allowances.tell();
      send({ kind: "line", line });
    },
  };

  const countClient = (ip: string, by: number): void => {
    const count = (byClient.get(ip) ?? 0) + by;
    if (count > 0) byClient.set(ip, count);
    else byClient.delete(ip);
  };
  const accept = (client: Socket, port: 80 | 443): void => {
    const { localAddress, remoteAddress } = client;
    if (localAddress === undefined || remoteAddress === undefined) {
      client.on("error", () => {});
      client.destroy();
      return;
    }
    const connection = new RelayedConnection(++flows, client, port, context);
    const service = services.get(localAddress);
    if (service === undefined || isOwn(remoteAddress)) {
      connection.stop("unmapped");
      return;
    }
    connection.service = service;
    if (!service.isOpen) connection.stop("closed");
    else if (!service.ports.includes(port)) connection.stop("port");
    else if (connections.size >= limits.connections || (byClient.get(remoteAddress) ?? 0) >= limits.connectionsPerClient) {
      connection.stop("busy");
    } else {
      connections.add(connection);
      countClient(remoteAddress, 1);
      connection.begin(service);
    }
  };
  const obey = (newer: GateState): void => {
    if (newer.revision <= state.revision) return;
    state = newer;
    services = byAddress(state);
    allowances.update(state.services);
    const byName = new Map(state.services.map((service) => [service.name, service]));
    for (const connection of [...connections]) connection.obey(byName.get(connection.service?.name ?? ""));
    for (const name of leases.names()) if (byName.get(name)?.isOpen !== true) leases.forget(name);
  };

  const places = options.listen ?? [
    { host: "0.0.0.0", port: 80, as: 80 },
    { host: "0.0.0.0", port: 443, as: 443 },
  ];
  const servers: Server[] = [];
  const close = (): void => {
    clearInterval(sweeping);
    for (const server of servers) server.close();
    for (const connection of [...connections]) connection.stop("ended");
    allowances.close();
    leases.close();
  };
  const sweeping = setInterval(() => {
    const nowMs = performance.now();
    for (const connection of [...connections]) connection.sweep(nowMs);
  }, SWEEP_MS);
  try {
    for (const { host, port, as } of places) {
      const server = createServer({ allowHalfOpen: true, noDelay: true, highWaterMark: BUFFER_BYTES }, (client) => accept(client, as));
      servers.push(server);
      await listening(server, host, port);
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    take(command) {
      if (command.kind === "state") obey(command.state);
      else if (command.kind === "allowed") leases.answered(command.id, command.ok);
      else {
        allowances.tell();
        for (const connection of connections) send({ kind: "line", line: connection.line("open") });
        send({ kind: "flushed", id: command.id });
      }
    },
    get connections() {
      return connections.size;
    },
    close,
  };
}

function byAddress(state: GateState): ReadonlyMap<string, GateService> {
  return new Map(state.services.map((service) => [service.syntheticIp, service]));
}

function dial(ip: string, port: number, localAddress: string | undefined): Socket | null {
  // Without an address of our own the kernel would choose one: nothing is sent then.
  if (localAddress === undefined) return null;
  // The buffer's size goes on to the stream; the types of `connect` do not know it.
  const options = { host: ip, port, localAddress, family: 4, allowHalfOpen: true, noDelay: true, highWaterMark: BUFFER_BYTES };
  return connect(options);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: 1024 }, () => {
      server.removeListener("error", reject);
      // A full table of open files, for a moment: later connections are accepted again.
      server.on("error", () => {});
      resolve();
    });
  });
}
