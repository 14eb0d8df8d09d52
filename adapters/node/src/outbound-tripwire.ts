/**
 * Tripwires on Node's network hooks: every connection, name query and datagram socket that this thread opens is noticed. They are
 * evidence, not walls. Blind to child processes, to native code with sockets of its own, and to threads without a tripwire
 * (see `reportOutbound`). Where a datagram goes is seen only when Node could not send it at once.
 *
 * Two kinds of hooks see the same connection: async_hooks see the native request (`TCPCONNECTWRAP` ...), diagnostics channels see
 * the module that asked (`net.client.socket` ...). They are joined by the async id of the socket; a name query and the connections that
 * follow it carry the same id. HTTP requests only say more about a connection that was seen already; one that was not is counted.
 */
import { AsyncLocalStorage, createHook } from "node:async_hooks";
import { channel } from "node:diagnostics_channel";
import { BroadcastChannel, isMainThread } from "node:worker_threads";

/** One attempt to reach something outside this process. */
export interface OutboundAttempt {
  /** When, microseconds since 1970-01-01 UTC. */
  readonly timeUs: number;
  /** The hook that saw it first, e.g. `TCPCONNECTWRAP`. */
  readonly hook: string;
  /** Where to, as far as it was seen: `example.org -> 192.0.2.1:443`. */
  readonly target: string;
}

/** A running watch. */
export interface OutboundWatch {
  /** When it began, microseconds since 1970-01-01 UTC. */
  readonly sinceUs: number;
  /** Attempts since then. */
  readonly count: number;
  /** The newest 100, newest first. */
  readonly attempts: readonly OutboundAttempt[];
  stop(): void;
}

/** What does not count. */
export interface OutboundOptions {
  /** True for the port that this program itself listens on: a loopback connection to it stays inside. */
  readonly isOwnPort?: (port: number) => boolean;
}

/** True while this program tries on purpose whether it can leave. */
const countedElsewhere = new AsyncLocalStorage<true>();

/** Does something whose attempts to reach out are not counted by the tripwires, because whoever does it tells of each itself. */
export function outsideTheCount<Result>(act: () => Result): Result {
  return countedElsewhere.run(true, act);
}

const maxAttempts = 100;
const maxKeys = 4096;
/** Time for a request's connection to be seen before the request counts by itself. */
const requestGraceMs = 300;
const threadChannelName = "creance-outbound";

/** Native request types and what they are. */
const watchedTypes: Readonly<Record<string, "connect" | "name" | "query" | "datagramSocket" | "datagram">> = {
  TCPCONNECTWRAP: "connect",
  GETADDRINFOREQWRAP: "name",
  GETNAMEINFOREQWRAP: "name",
  QUERYWRAP: "query",
  UDPWRAP: "datagramSocket",
  UDPSENDWRAP: "datagram",
};

interface Seen {
  readonly key: string;
  readonly timeUs: number;
  readonly hook: string;
  readonly names: Set<string>;
  readonly addresses: Set<string>;
  counted: boolean;
}

/**
 * Notices every outbound attempt from now on, also those that worker threads report. `onAttempt` hears each once, when its target is known.
 * Costs a function call for each asynchronous resource, promises included.
 */
export function watchOutbound(onAttempt: (attempt: OutboundAttempt) => void = () => {}, options: OutboundOptions = {}): OutboundWatch {
  const sinceUs = Date.now() * 1000;
  const isOwnPort = options.isOwnPort ?? (() => false);
  const attempts: (() => OutboundAttempt)[] = [];
  let count = 0;
  const tell = (view: () => OutboundAttempt): void => {
    count++;
    attempts.unshift(view);
    if (attempts.length > maxAttempts) attempts.pop();
    onAttempt(view());
  };
  const stopThread = watchThread(tell, isOwnPort);
  const threads = new BroadcastChannel(threadChannelName);
  threads.onmessage = (event: unknown) => {
    const attempt = attemptFrom((event as { data: unknown }).data);
    if (attempt !== undefined) tell(() => attempt);
  };
  threads.unref();
  return {
    sinceUs,
    get count() {
      return count;
    },
    get attempts() {
      return attempts.map((view) => view());
    },
    stop() {
      stopThread();
      threads.close();
    },
  };
}

let reports = false;

/**
 * In a worker thread: notices this thread's attempts and tells the main thread's `watchOutbound`. `startWorker` and the bundle call it
 * before the worker's own code. Does nothing in the main thread, nor a second time.
 */
export function reportOutbound(): void {
  if (isMainThread || reports) return;
  reports = true;
  const threads = new BroadcastChannel(threadChannelName);
  threads.unref();
  watchThread(
    (view) => threads.postMessage(view()),
    () => false,
  );
}

function attemptFrom(data: unknown): OutboundAttempt | undefined {
  const { timeUs, hook, target } = (data ?? {}) as Partial<Record<string, unknown>>;
  if (typeof timeUs !== "number" || typeof hook !== "string" || typeof target !== "string") return undefined;
  return { timeUs, hook, target };
}

function watchThread(tell: (view: () => OutboundAttempt) => void, isOwnPort: (port: number) => boolean): () => void {
  const seen = new Map<string, Seen>();

  const note = (key: string, hook: string, names: readonly string[], addresses: readonly string[]): void => {
    if (countedElsewhere.getStore() === true) return;
    let entry = seen.get(key);
    if (entry === undefined) {
      entry = { key, timeUs: Date.now() * 1000, hook, names: new Set(), addresses: new Set(), counted: false };
      seen.set(key, entry);
      if (seen.size > maxKeys) seen.delete(seen.keys().next().value as string);
    }
    for (const name of names) entry.names.add(name);
    for (const address of addresses) entry.addresses.add(address);
    if (!entry.counted) {
      entry.counted = true;
      const counted = entry;
      tell(() => ({ timeUs: counted.timeUs, hook: counted.hook, target: targetOf(counted) }));
    }
  };

  /** The request object gets its address only after its constructor, in which the hook is called. */
  const later = (act: () => void): void => {
    process.nextTick(act);
  };

  const hook = createHook({
    init(asyncId, type, triggerAsyncId, resource) {
      const kind = watchedTypes[type];
      if (kind === undefined || countedElsewhere.getStore() === true) return;
      later(() => {
        const request = resource as { address?: unknown; port?: unknown; hostname?: unknown; host?: unknown };
        if (kind === "connect") {
          if (isOwnLoopback(request.address, request.port, isOwnPort)) return;
          note(`${triggerAsyncId}`, type, [], [addressText(request.address, request.port)]);
        } else if (kind === "name") note(`${triggerAsyncId}`, type, [text(request.hostname ?? request.host)], []);
        else if (kind === "query") note(`${asyncId}`, type, [text(request.hostname)], []);
        else if (kind === "datagramSocket") note(`${asyncId}`, type, [], []);
        else note(`${triggerAsyncId}`, type, [], [addressText(request.address, request.port)]);
      });
    },
  });
  hook.enable();

  const onSocket = (message: unknown): void => {
    const { socket } = message as { socket: object };
    later(() => {
      const id = asyncIdOf(socket);
      const { _handle: handle, _host: host } = socket as { _handle?: { constructor: { name: string } } | null; _host?: unknown };
      // A pipe to a process or a unix socket does not leave the machine.
      if (handle?.constructor.name === "Pipe" || id === undefined) return;
      if (typeof host === "string") seen.get(`${id}`)?.names.add(host);
    });
  };
  const onDatagramSocket = (message: unknown): void => {
    const id = asyncIdOf((message as { socket: object }).socket);
    later(() => note(`${id ?? "unknown"}`, "udp.socket", [], []));
  };
  const onRequest = (name: string, target: string): void => {
    const { host, port } = hostAndPort(target);
    if (isOwnLoopback(host, port, isOwnPort)) return;
    const timer = setTimeout(() => {
      const known = [...seen.values()].some((entry) => entry.names.has(host) || entry.addresses.has(addressText(host, port)));
      if (!known) note(`${name} ${target}`, name, [target], []);
    }, requestGraceMs);
    timer.unref();
  };
  const onUndici = (message: unknown): void => {
    const { origin } = (message as { request: { origin?: unknown } }).request;
    onRequest("undici:request:create", String(origin));
  };
  const onHttp = (message: unknown): void => {
    const { request } = message as {
      request: { host?: unknown; protocol?: unknown; socketPath?: unknown; getHeader?: (name: string) => unknown };
    };
    if (request.socketPath !== undefined && request.socketPath !== null) return;
    const { host, protocol } = request;
    const port = /:(\d+)$/.exec(String(request.getHeader?.("host") ?? ""))?.[1];
    onRequest("http.client.request.start", `${String(protocol)}//${bracketed(String(host))}${port === undefined ? "" : `:${port}`}`);
  };
  const subscriptions = [
    ["net.client.socket", onSocket],
    ["udp.socket", onDatagramSocket],
    ["undici:request:create", onUndici],
    ["http.client.request.start", onHttp],
  ] as const;
  for (const [name, listener] of subscriptions) channel(name).subscribe(listener);
  return () => {
    hook.disable();
    for (const [name, listener] of subscriptions) channel(name).unsubscribe(listener);
  };
}

function targetOf({ names, addresses }: Seen): string {
  const parts = [[...names].join(", "), [...addresses].slice(0, 8).join(", ")].filter((part) => part !== "");
  return parts.length === 0 ? "a datagram socket" : parts.join(" -> ");
}

/** Node keeps the id of a socket's handle on the socket, under a symbol of its own. */
function asyncIdOf(socket: object): number | undefined {
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    if (symbol.description !== "async_id_symbol") continue;
    const id = (socket as Record<symbol, unknown>)[symbol];
    return typeof id === "number" && id > 0 ? id : undefined;
  }
  return undefined;
}

function isOwnLoopback(address: unknown, port: unknown, isOwnPort: (port: number) => boolean): boolean {
  const host = String(address);
  const isLoopback = /^127\.\d+\.\d+\.\d+$/.test(host) || host === "::1" || host === "localhost";
  return isLoopback && isOwnPort(Number(port));
}

function hostAndPort(target: string): { host: string; port: number } {
  try {
    const { hostname, port, protocol } = new URL(target);
    return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) || (protocol === "https:" ? 443 : 80) };
  } catch {
    return { host: target, port: 0 };
  }
}

function addressText(address: unknown, port: unknown): string {
  const host = text(address);
  return typeof port === "number" ? `${bracketed(host)}:${port}` : host;
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function text(value: unknown): string {
  return typeof value === "string" && value !== "" ? value : "unknown";
}
