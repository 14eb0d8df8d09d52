/**
 * Connections to the one destination that this process knows. Before each opens - and before a name is looked up - the parent is asked, and only
 * its yes opens it. Addresses that no destination may have are refused; nothing is read from the environment, no proxy, no extra roots.
 */
import { randomUUID } from "node:crypto";
import { promises as dns } from "node:dns";
import { Agent, type AgentOptions, type ClientRequestArgs } from "node:http";
import { connect, isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import { addressKind } from "../address-rule.ts";
import { type Endpoint, endpointOf } from "../destination.ts";
import type { ConnectedTold, ConnectingAsk, ConnectionPurpose, Destination, ShownCertificate } from "../types.ts";
import { courierError, outcomeOf, quoted } from "./errors.ts";

/** How to open connections. */
export interface LinesOptions {
  readonly destination: Destination;
  readonly shareId: string | null;
  readonly connectMs: number;
  /** Resolves when the connection may open; rejects when it may not. */
  readonly ask: (jobId: number, ask: ConnectingAsk) => Promise<void>;
  readonly told: (told: ConnectedTold) => void;
}

/** The connections. */
export interface Lines {
  readonly endpoint: Endpoint;
  /** Agent of one purpose; connections are kept for further requests of that purpose. */
  agent(purpose: ConnectionPurpose): Agent;
  /** Addresses of the destination's host. Looked up once. */
  addresses(jobId: number): Promise<readonly string[]>;
  /** Chain that the server showed at the last TLS connection; empty before, and without TLS. */
  readonly certificates: readonly ShownCertificate[];
  /** Closes them all; resolves when the end of each was told. */
  end(): Promise<void>;
}

/** What a request hands through the agent to its connection. */
export interface LineWish {
  readonly jobId: number;
  readonly attempt: number;
}

const MAX_CONNECTIONS = 6;
const MAX_CHAIN = 8;

/** Opens them. Nothing connects before the first request. */
export function openLines({ destination, shareId, connectMs, ask, told }: LinesOptions): Lines {
  const endpoint = endpointOf(destination);
  const agents = new Map<ConnectionPurpose, Agent>();
  let certificates: readonly ShownCertificate[] = [];
  /** Settles as each open connection closes. */
  const closing = new Set<Promise<void>>();
  let looking: Promise<readonly string[]> | undefined;
  const { host, port, isEncrypted } = endpoint;
  const destinationId = destination.id;

  /** Asks for one connection; what happens with it is told once. */
  async function asked(jobId: number, purpose: ConnectionPurpose, address: string | null) {
    const connectionId = randomUUID();
    await ask(jobId, { connectionId, purpose, destinationId, host, port, address, isEncrypted: address !== null && isEncrypted, shareId });
    let isTold = false;
    return (outcome: ConnectedTold["outcome"], upBytes: number | null, downBytes: number | null): void => {
      if (!isTold) told({ connectionId, outcome, upBytes, downBytes });
      isTold = true;
    };
  }

  async function look(jobId: number): Promise<readonly string[]> {
    if (isIP(host) !== 0) return [host];
    if (destination.addresses !== undefined) return destination.addresses;
    if (host === "localhost") return ["127.0.0.1"];
    const tell = await asked(jobId, "resolve", null);
    let found: readonly string[];
    try {
      found = (await dns.lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
    } catch (error) {
      tell("failed", null, null);
      throw courierError("destination-unreachable", `The name ${quoted(host)} could not be looked up. Nothing was sent.`, { cause: error });
    }
    tell("closed", null, null);
    return found;
  }

  function addresses(jobId: number): Promise<readonly string[]> {
    looking ??= look(jobId)
      .then((found) => {
        checkAddresses(destination, host, found);
        return found;
      })
      .catch((error: unknown) => {
        looking = undefined;
        throw error;
      });
    return looking;
  }

  async function open(purpose: ConnectionPurpose, { jobId, attempt }: LineWish): Promise<Socket> {
    const found = await addresses(jobId);
    const address = found[attempt % found.length] ?? host;
    const tell = await asked(jobId, purpose, address);
    return new Promise((resolve, reject) => {
      const socket = isEncrypted ? connectSealed(address) : connect({ host: address, port, autoSelectFamily: false });
      let isOpen = false;
      const closed: Promise<void> = new Promise((over) => socket.once("close", () => over()));
      closing.add(closed);
      void closed.then(() => closing.delete(closed));
      const timer = setTimeout(() => socket.destroy(Object.assign(new Error("no connection in time"), { code: "ETIMEDOUT" })), connectMs);
      socket.once(isEncrypted ? "secureConnect" : "connect", () => {
        isOpen = true;
        clearTimeout(timer);
        socket.setNoDelay(true);
        if (isEncrypted) certificates = shownChain((socket as TLSSocket).getPeerCertificate(true));
        resolve(socket);
      });
      socket.on("error", (error: Error & { code?: string }) => {
        clearTimeout(timer);
        if (!isOpen) {
          tell(outcomeOf(error), 0, 0);
          reject(error);
        }
      });
      socket.once("close", () => {
        clearTimeout(timer);
        tell(isOpen ? "closed" : "failed", socket.bytesWritten, socket.bytesRead);
        reject(new Error("closed before it was open"));
      });
    });
  }

  function connectSealed(address: string): TLSSocket {
    return connectTls({
      host: address,
      port,
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      ALPNProtocols: ["http/1.1"],
      ...(isIP(host) === 0 ? { servername: host } : { servername: "", checkServerIdentity: identityOf(host) }),
      ...(destination.caPem === undefined ? {} : { ca: destination.caPem }),
    });
  }

  return {
    endpoint,
    addresses,
    get certificates() {
      return certificates;
    },
    agent(purpose) {
      const known = agents.get(purpose);
      if (known !== undefined) return known;
      const made = new AskingAgent((wish) => open(purpose, wish), {
        keepAlive: true,
        maxSockets: MAX_CONNECTIONS,
        maxFreeSockets: MAX_CONNECTIONS,
      });
      agents.set(purpose, made);
      return made;
    },
    async end() {
      for (const agent of agents.values()) agent.destroy();
      await Promise.all(closing);
    },
  };
}

/** Node's agent with connections that open when they may. */
class AskingAgent extends Agent {
  readonly #open: (wish: LineWish) => Promise<Socket>;
  constructor(open: (wish: LineWish) => Promise<Socket>, options: AgentOptions) {
    super(options);
    this.#open = open;
  }
  override createConnection(options: ClientRequestArgs, callback?: (error: Error | null, socket: Duplex) => void): null {
    const done = callback as (error: Error | null, socket?: Duplex) => void;
    this.#open((options as ClientRequestArgs & { line: LineWish }).line).then(
      (socket) => done(null, socket),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
    return null;
  }
}

/** Throws unless each address may be connected to for this destination. */
export function checkAddresses(destination: Destination, host: string, found: readonly string[]): void {
  if (found.length === 0) throw courierError("destination-unreachable", `The name ${quoted(host)} has no address. Nothing was sent.`);
  const isNamed = isIP(host) !== 0 || host === "localhost" || destination.addresses !== undefined;
  for (const address of found) {
    const kind = addressKind(address);
    if (kind === "public" && !destination.endpoint.startsWith("https://")) {
      throw courierError("address-refused", `${address} is a public address, and http: goes to none. Nothing was sent.`);
    }
    if (kind === "forbidden" || (kind !== "public" && !isNamed)) {
      throw courierError(
        "address-refused",
        `The name ${quoted(host)} stands for ${address}, ${kind === "forbidden" ? "which no destination may have" : "an address inside a network; name it under addresses if that is meant"}. Nothing was sent.`,
      );
    }
  }
}

/** Node checks names; an endpoint that is an address needs it among the certificate's addresses. */
function identityOf(host: string): (_: string, certificate: { subjectaltname?: string }) => Error | undefined {
  const plain = host.toUpperCase();
  return (_, certificate) => {
    const named = (certificate.subjectaltname ?? "").split(", ").map((name) => name.replace(/^IP Address:/, "").toUpperCase());
    return named.some((name) => name === plain)
      ? undefined
      : Object.assign(new Error("the certificate is for another address"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  };
}

function shownChain(leaf: DetailedPeerCertificate): readonly ShownCertificate[] {
  const chain: ShownCertificate[] = [];
  let certificate: DetailedPeerCertificate | undefined = leaf;
  while (certificate?.fingerprint256 !== undefined && chain.length < MAX_CHAIN) {
    const untilMs = Date.parse(certificate.valid_to);
    chain.push({
      subject: nameOf(certificate.subject),
      issuer: nameOf(certificate.issuer),
      sha256: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
      untilUs: Number.isNaN(untilMs) ? null : untilMs * 1000,
    });
    certificate = certificate.issuerCertificate === certificate ? undefined : certificate.issuerCertificate;
  }
  return chain;
}

function nameOf(name: DetailedPeerCertificate["subject"] | undefined): string {
  return [name?.O, name?.CN]
    .flat()
    .filter((part) => typeof part === "string" && part !== "")
    .join(", ")
    .slice(0, 200);
}
