/**
 * Whether this process can reach anything outside, by trying: connections and datagrams to addresses that are set aside for documentation (nobody has them),
 * and a name that nobody can have. Only a server that was started sealed tries; where it sees an interface that leads out, it says so and sends nothing.
 */
import { createSocket } from "node:dgram";
import { lookup, Resolver } from "node:dns/promises";
import { connect } from "node:net";
import { outsideTheCount } from "@creance/node";
import { type WaysOut, waysOut } from "./ways-out.ts";

/** What was tried, and what became of it. */
export interface LeavingAttempt {
  readonly how: string;
  readonly result: string;
  /** True when this machine itself refused, so that nothing left. */
  readonly isRefusedHere: boolean;
}

/** TEST-NET-1 (RFC 5737) and the documentation prefix (RFC 3849). */
const address4 = "192.0.2.1";
const address6 = "2001:db8::1";
/** No name ends so (RFC 6761). */
const name = "creance-tries-to-leave.invalid";
/** A process that gets no turn for a while must not take its own refusals for silence. */
const PATIENCE_MS = 5_000;

/** Errors by which the kernel says that there is no way, before anything is sent: no other machine can cause them where there is no interface. */
const refusedHere: Readonly<Record<string, string>> = {
  ENETUNREACH: "there is no network",
  ENETDOWN: "the network is down",
  EADDRNOTAVAIL: "there is no address to send from",
  EAFNOSUPPORT: "this process may not open such a socket",
  EPERM: "this process may not",
  EACCES: "this process may not",
};
/** What asking for a name ends with when no name server can be asked. */
const noNameServer: Readonly<Record<string, string>> = {
  ...refusedHere,
  EAI_AGAIN: "no name server can be reached",
  ECONNREFUSED: "no name server can be reached",
  ETIMEOUT: "no name server can be reached",
};

/** Tries every way, one answer each. Never throws. Takes milliseconds where there is no way out, else at most five seconds. */
export async function tryToLeave(look: () => Promise<WaysOut> = waysOut): Promise<readonly LeavingAttempt[]> {
  const { interfaces, routes } = await look();
  const seen = [seenAttempt("Interfaces of this process", interfaces), seenAttempt("Routes of this process", routes)];
  if (seen.some(({ isRefusedHere }) => !isRefusedHere)) return seen;
  const tried = await outsideTheCount(() =>
    Promise.all([
      attempt(`Connection to ${address4}, TCP port 443`, connecting(address4), refusedHere),
      attempt(`Connection to ${address6}, TCP port 443`, connecting(address6), refusedHere),
      attempt(`Datagram to ${address4}, UDP port 443`, sending("udp4", address4), refusedHere),
      attempt(`Datagram to ${address6}, UDP port 443`, sending("udp6", address6), refusedHere),
      attempt("Asking the system for a name", lookup(name), noNameServer),
      attempt("Asking a name server for a name", asking(), noNameServer),
    ]),
  );
  return [...seen, ...tried];
}

function seenAttempt(how: string, found: readonly string[] | null): LeavingAttempt {
  if (found === null) return { how, result: "could not be read", isRefusedHere: false };
  if (found.length === 0) return { how, result: "none but its own loopback", isRefusedHere: true };
  return { how, result: `${found.slice(0, 8).join(", ")}: nothing was tried`, isRefusedHere: false };
}

async function attempt(how: string, trying: Promise<unknown>, meanings: Readonly<Record<string, string>>): Promise<LeavingAttempt> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("silence"), PATIENCE_MS);
  });
  // Whatever comes after the patience is over is nobody's any more.
  const ended = trying.then(
    () => "success",
    (error: NodeJS.ErrnoException) => error.code ?? "unknown",
  );
  const outcome = await Promise.race([ended, patience]);
  clearTimeout(timer);
  const meaning = Object.hasOwn(meanings, outcome) ? meanings[outcome] : undefined;
  if (meaning !== undefined) return { how, result: `refused by this machine: ${meaning} (${outcome})`, isRefusedHere: true };
  if (outcome === "success") return { how, result: "it went out", isRefusedHere: false };
  if (outcome === "silence") return { how, result: "no answer, and no refusal: it may have gone out", isRefusedHere: false };
  return { how, result: `an answer came (${outcome}): something outside was reached`, isRefusedHere: false };
}

function connecting(host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: 443, timeout: PATIENCE_MS });
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
    socket.once("timeout", () => socket.destroy());
  });
}

function sending(type: "udp4" | "udp6", host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(type);
    const end = (error: Error | null): void => {
      socket.close();
      if (error === null) resolve();
      else reject(error);
    };
    socket.once("error", end);
    socket.send(new Uint8Array(1), 443, host, (error) => end(error));
  });
}

async function asking(): Promise<void> {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  try {
    await resolver.resolve4(name);
  } finally {
    resolver.cancel();
  }
}
