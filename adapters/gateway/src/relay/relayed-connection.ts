/**
 * One connection of a client: its hello is looked at, then it is passed on to the service, byte for byte, until an end. Bytes are never
 * changed, and never kept: a slow side holds the other one back.
 */
import type { Socket } from "node:net";
import {
  createHelloCheck,
  createRequestCheck,
  type GateService,
  type HelloCheck,
  portalAnswer,
  type RelayEnd,
  type RelayLine,
} from "@creance/hold";
import type { RelayLimits } from "../messages.ts";
import type { Allowance } from "./byte-allowance.ts";
import type { UpstreamLease, UpstreamLeases } from "./upstream-leases.ts";

/** What a connection needs of its relay. */
export interface ConnectionContext {
  readonly limits: RelayLimits;
  readonly leases: UpstreamLeases;
  /** Addresses of a service that may be tried, the best first. */
  readonly addresses: (name: string) => Promise<readonly string[]>;
  readonly addressFailed: (name: string, ip: string) => void;
  readonly allowance: (name: string) => Allowance;
  /** A connection to the outside; it may fail later. `null`: there is no outside. */
  readonly dial: (ip: string, port: number) => Socket | null;
  /** The service is reached. */
  readonly opened: (flow: number, name: string, clientIp: string) => void;
  /** The last word of the connection. */
  readonly ended: (connection: RelayedConnection, line: RelayLine) => void;
}

/** Addresses of a service that one connection tries. */
const MAX_TRIED = 4;
/** Time for an address to answer as long as there is another: apps give up after some ten seconds. */
const NEXT_ADDRESS_MS = 3_000;
/** Time for what was written last to go out: an answered probe, the bytes up to a limit. */
const LAST_BYTES_MS = 2_000;

type Phase = "hello" | "connecting" | "passing" | "answered" | "over";

/** A connection at the relay. It runs by itself from `begin` on. */
export class RelayedConnection {
  readonly flow: number;
  readonly port: 80 | 443;
  /** Address and port of the client; the synthetic address it came to. */
  readonly clientIp: string;
  readonly #clientPort: number;
  readonly #syntheticIp: string;
  readonly #client: Socket;
  readonly #context: ConnectionContext;
  readonly #startUs = nowUs();
  readonly #startMs = performance.now();
  #lastMs = this.#startMs;
  #phase: Phase = "hello";
  service: GateService | null = null;
  #check: HelloCheck | null = null;
  #allowance: Allowance | null = null;
  /** Read and not passed on yet. */
  #held: Buffer[] = [];
  #passedBytes = 0;
  #upstream: Socket | null = null;
  #lease: UpstreamLease | null = null;
  /** Addresses that were tried, the one that answered included. */
  #dialled: string[] = [];
  #dialling: Socket | null = null;
  #localIp: string | null = null;
  #localPort: number | null = null;
  #handedUp = 0;
  #handedDown = 0;
  #firstEnd: RelayEnd | null = null;
  #clientEnded = false;
  #upstreamEnded = false;

  constructor(flow: number, client: Socket, port: 80 | 443, context: ConnectionContext) {
    this.flow = flow;
    this.port = port;
    this.#client = client;
    this.#context = context;
    this.clientIp = client.remoteAddress ?? "";
    this.#clientPort = client.remotePort ?? 0;
    this.#syntheticIp = client.localAddress ?? "";
    client.on("error", () => this.stop(this.#firstEnd ?? "error"));
    client.on("close", () => this.#closed());
  }

  /** Starts to listen to the client. `service` may change its mind later: see `obey`. */
  begin(service: GateService): void {
    this.service = service;
    this.#allowance = this.#context.allowance(service.name);
    this.#check = service.answer === "portal" ? createRequestCheck(service.name) : createHelloCheck(this.port, service.name);
    this.#client.on("data", (bytes: Buffer) => this.#fromClient(bytes));
    this.#client.on("end", () => this.#clientEnd());
  }

  /** Ends it where its time is over. */
  sweep(nowMs: number): void {
    const { helloMs, idleMs } = this.#context.limits;
    if (this.#phase === "hello" && nowMs - this.#startMs > helloMs) this.stop("no-hello");
    else if (this.#phase === "passing" && nowMs - this.#lastMs > idleMs) this.stop("idle");
    else if (this.#phase === "answered" && nowMs - this.#lastMs > LAST_BYTES_MS) this.stop(this.#firstEnd ?? "portal");
  }

  /** A newer state of the gate: `service` is what the address means now. */
  obey(service: GateService | undefined): void {
    if (this.#phase === "over" || this.service === null) return;
    const same = service?.name === this.service.name && service.answer === this.service.answer && service.ports.includes(this.port);
    if (same && service.isOpen) this.service = service;
    else this.stop(same && service.leftUpBytes === 0 ? "limit" : "policy");
  }

  /** Ends it at once, both sides; what has not gone out by now does not. */
  stop(end: RelayEnd): void {
    if (this.#phase === "over") return;
    const hasFinished = this.#phase === "answered" && end !== "policy";
    this.#phase = "over";
    // Counted before the sockets are gone.
    const line = this.line(end);
    this.#held = [];
    this.#dialling?.destroy();
    if (hasFinished) this.#upstream?.destroy();
    else this.#upstream?.resetAndDestroy();
    if (hasFinished && end === "portal") this.#client.destroy();
    else this.#client.resetAndDestroy();
    if (this.#lease !== null) this.#context.leases.drop(this.#lease);
    this.#context.ended(this, line);
  }

  /** What there is to say of it now. */
  line(end: RelayEnd): RelayLine {
    const triedIps = this.#dialled.filter((ip) => ip !== this.#lease?.ip);
    return {
      kind: "flow",
      flow: this.flow,
      startUs: this.#startUs,
      // Up to the end of this millisecond: what it says is not younger than it.
      endUs: nowUs() + 1000,
      clientIp: this.clientIp,
      clientPort: this.#clientPort,
      syntheticIp: this.#syntheticIp,
      port: this.port,
      name: this.service?.name ?? null,
      helloName: this.#check?.name ?? null,
      upstreamIp: this.#lease?.ip ?? null,
      ...(triedIps.length > 0 ? { triedIps } : {}),
      localIp: this.#localIp,
      localPort: this.#localPort,
      clientBytes: this.#client.bytesRead,
      upBytes: takenByKernel(this.#upstream, this.#handedUp),
      upstreamBytes: this.#upstream?.bytesRead ?? 0,
      downBytes: takenByKernel(this.#client, this.#handedDown),
      end,
    };
  }

  #fromClient(bytes: Buffer): void {
    this.#lastMs = performance.now();
    if (this.#phase === "passing" && this.#check?.isSettled === true) this.#up(bytes);
    else if (this.#phase !== "answered" && this.#phase !== "over") this.#look(bytes);
  }

  /** Looks at bytes of the client and passes on what may go. */
  #look(bytes: Buffer): void {
    const check = this.#check;
    if (check === null) return;
    const end = check.push(bytes);
    if (end !== null) {
      this.stop(end);
      return;
    }
    this.#held.push(bytes);
    if (this.#phase === "passing") this.#passHeld();
    else if (this.#phase === "hello" && check.passBytes > 0) this.#helloRead();
  }

  #helloRead(): void {
    if (this.service?.answer === "portal") {
      this.#answerProbe();
      return;
    }
    if (this.#allowance?.left === 0) {
      this.stop("limit");
      return;
    }
    this.#phase = "connecting";
    this.#client.pause();
    void this.#connect();
  }

  #answerProbe(): void {
    const check = this.#check;
    const request = check !== null && "request" in check ? (check as ReturnType<typeof createRequestCheck>).request : null;
    if (request === null) return;
    this.#phase = "answered";
    this.#firstEnd = "portal";
    const bytes = portalAnswer(request);
    this.#handedDown = bytes.byteLength;
    this.#client.end(bytes);
  }

  async #connect(): Promise<void> {
    const name = this.service?.name ?? "";
    const { addresses, addressFailed, leases, limits } = this.#context;
    const { connectMs } = limits;
    const tried = (await addresses(name)).slice(0, MAX_TRIED);
    for (const ip of tried) {
      if (this.#isOver()) return;
      const lease = { name, ip, port: this.port };
      if (!(await leases.hold(lease))) continue;
      const upstream = this.#isOver()
        ? null
        : await this.#reached(lease, ip === tried.at(-1) ? connectMs : Math.min(connectMs, NEXT_ADDRESS_MS));
      if (upstream === null || this.#isOver()) {
        leases.drop(lease);
        upstream?.destroy();
        if (this.#isOver()) return;
        addressFailed(name, ip);
        continue;
      }
      this.#lease = lease;
      this.#pass(upstream);
      return;
    }
    this.stop("no-upstream");
  }

  /** `null`: not reached, or nobody wants it any more. */
  #reached({ ip, port }: UpstreamLease, patienceMs: number): Promise<Socket | null> {
    const socket = this.#context.dial(ip, port);
    if (socket === null) return Promise.resolve(null);
    this.#dialled.push(ip);
    this.#dialling = socket;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(null), patienceMs);
      const settle = (reached: Socket | null): void => {
        clearTimeout(timer);
        this.#dialling = null;
        for (const event of ["connect", "error", "close"]) socket.removeAllListeners(event);
        if (reached === null || this.#isOver()) {
          socket.on("error", () => {});
          socket.destroy();
          resolve(null);
        } else {
          socket.on("error", () => this.stop(this.#firstEnd ?? "error"));
          resolve(socket);
        }
      };
      socket.once("connect", () => settle(socket));
      socket.once("error", () => settle(null));
      // `stop` destroys it.
      socket.once("close", () => settle(null));
    });
  }

  #pass(upstream: Socket): void {
    const client = this.#client;
    this.#upstream = upstream;
    this.#phase = "passing";
    this.#lastMs = performance.now();
    this.#localIp = upstream.localAddress ?? null;
    this.#localPort = upstream.localPort ?? null;
    this.#context.opened(this.flow, this.service?.name ?? "", this.clientIp);
    upstream.on("close", () => this.#closed());
    upstream.on("end", () => this.#upstreamEnd());
    upstream.on("data", (bytes: Buffer) => {
      this.#lastMs = performance.now();
      this.#handedDown += bytes.byteLength;
      if (!client.write(bytes) && client.writableLength > 0) upstream.pause();
    });
    client.on("drain", () => upstream.resume());
    upstream.on("drain", () => client.resume());
    this.#passHeld();
    if (this.#isOver()) return;
    if (this.#clientEnded) this.#clientEnd();
    else if (upstream.writableLength === 0) client.resume();
  }

  #passHeld(): void {
    let allowed = (this.#check?.passBytes ?? 0) - this.#passedBytes;
    while (allowed > 0 && this.#phase === "passing") {
      const [first] = this.#held;
      if (first === undefined) return;
      if (first.byteLength <= allowed) {
        this.#held.shift();
        allowed -= first.byteLength;
        this.#passedBytes += first.byteLength;
        this.#up(first);
      } else {
        this.#held[0] = first.subarray(allowed);
        this.#passedBytes += allowed;
        this.#up(first.subarray(0, allowed));
        return;
      }
    }
  }

  #up(bytes: Buffer): void {
    const upstream = this.#upstream;
    if (upstream === null || this.#allowance === null) return;
    const granted = this.#allowance.take(bytes.byteLength);
    this.#handedUp += granted;
    if (granted < bytes.byteLength) {
      this.#lastBytes(granted === 0 ? null : bytes.subarray(0, granted));
      return;
    }
    if (!upstream.write(bytes) && upstream.writableLength > 0) this.#client.pause();
  }

  /** The limit: what may still go goes, then both sides end. */
  #lastBytes(bytes: Buffer | null): void {
    this.#phase = "answered";
    this.#firstEnd = "limit";
    this.#lastMs = performance.now();
    this.#client.pause();
    if (bytes !== null) this.#upstream?.write(bytes);
    this.#upstream?.end(() => this.stop("limit"));
  }

  #clientEnd(): void {
    this.#clientEnded = true;
    if (this.#phase === "hello") this.stop("no-hello");
    if (this.#phase !== "passing") return;
    // What a check holds back is no whole request: it never goes out.
    this.#firstEnd ??= "client";
    this.#upstream?.end();
  }

  #upstreamEnd(): void {
    this.#upstreamEnded = true;
    if (this.#phase !== "passing") return;
    this.#firstEnd ??= "upstream";
    this.#client.end();
  }

  /** One side is closed: the connection is over when both are, or when that side did not end in order. */
  #closed(): void {
    if (this.#phase === "over") return;
    if (this.#phase !== "passing") this.stop(this.#firstEnd ?? "error");
    else if ((this.#client.destroyed && this.#upstream?.destroyed === true) || !(this.#clientEnded || this.#upstreamEnded)) {
      this.stop(this.#firstEnd ?? "error");
    }
  }

  #isOver(): boolean {
    return this.#phase === "over";
  }
}

/** Of the bytes handed to a socket, those that the kernel has taken; at most those, where the socket is gone already. */
function takenByKernel(socket: Socket | null, handed: number): number {
  if (socket === null || socket.writableLength === 0) return handed;
  // Node's own net module reads both for its time-outs and counts; neither is documented.
  const inside = socket as unknown as { readonly _bytesDispatched: number; readonly _handle: { readonly writeQueueSize?: number } | null };
  return Math.min(handed, inside._bytesDispatched - (inside._handle?.writeQueueSize ?? 0));
}

function nowUs(): number {
  return Date.now() * 1000;
}
