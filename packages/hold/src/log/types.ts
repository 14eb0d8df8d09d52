/** The gateway's own logs, one JSON object a line. Times are microseconds since 1970-01-01 UTC by the gateway's clock. */
import type { CounterValues } from "../rules/counters.table.ts";

/** What became of a question for a name or for the time. */
export type NamesAnswer =
  | "address" // the synthetic address of an open service
  | "empty" // AAAA, HTTPS, SVCB and other types of an open service: there is none
  | "noSuchName" // everything else
  | "refused" // not answered: no query, not class IN, too many questions
  | "malformed" // no readable question
  | "dropped" // too many at once
  | "time"; // a time request that was answered

/** Equal questions of one client within a second. `names.jsonl` */
export interface NamesLine {
  readonly kind: "question" | "time";
  readonly fromUs: number;
  readonly untilUs: number;
  /** IPv4 address; `*` in the line that counts what was dropped of all clients beyond the 256 listed each second, and by the kernel. */
  readonly client: string;
  readonly transport: "udp" | "tcp";
  /** Lower case, without the final dot; escaped like a zone file where it is no host name; `null` for time and malformed ones. */
  readonly name: string | null;
  /** Number and name: `1`, `A`. */
  readonly type: number | null;
  readonly typeName: string | null;
  readonly answer: NamesAnswer;
  readonly count: number;
}

/** Why a connection at the relay was not passed on, or ended. */
export const relayEnds = [
  "client", // the client ended it
  "upstream", // the service ended it
  "idle", // nothing moved for the idle time
  "limit", // the byte limit was reached
  "policy", // the service was closed meanwhile
  "ended", // the gateway was stopped
  "error", // the connection broke
  "unmapped", // no service has this address
  "closed", // the service is not open
  "port", // not a port of the service
  "no-hello", // nothing, or no whole hello, in time
  "not-tls", // port 443: no TLS
  "not-http", // port 80: no HTTP request
  "no-name", // a hello or request without a name
  "wrong-name", // another name than the address's
  "ech", // encrypted client hello: the name cannot be checked
  "many-names", // two Host lines, or Host and request target differ
  "no-upstream", // no address of the service answered
  "busy", // too many connections
  "portal", // a probe, answered here
  "open", // not ended: its counts so far, told for a mark; the line of its end comes later with the same number
] as const;
/** Why a connection at the relay was not passed on, or ended. */
export type RelayEnd = (typeof relayEnds)[number];

/** A connection at the relay, written when it ended (and for a mark while it is open). `relay.jsonl` */
export interface RelayLine {
  readonly kind: "flow";
  /** Counted from 1 since the start. */
  readonly flow: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly clientIp: string;
  readonly clientPort: number;
  readonly syntheticIp: string;
  readonly port: number;
  /** Service of the address, `null` for `unmapped`. */
  readonly name: string | null;
  /** Name in the hello or Host line, where one could be read. */
  readonly helloName: string | null;
  readonly upstreamIp: string | null;
  /** Other addresses of the service that were dialled and did not answer: nothing but attempts to connect went there. */
  readonly triedIps?: readonly string[];
  /** The gateway's own address and port of the outgoing connection. */
  readonly localIp: string | null;
  readonly localPort: number | null;
  /** Read from the client; what was read and not passed on is the difference to `upBytes`. */
  readonly clientBytes: number;
  /** Handed to the outgoing connection. */
  readonly upBytes: number;
  /** Read from the service. */
  readonly upstreamBytes: number;
  /** Handed to the client. */
  readonly downBytes: number;
  readonly end: RelayEnd;
}

/** Packet counts of an interface as the kernel keeps them (`/sys/class/net/NAME/statistics`). */
export interface LinkCounts {
  readonly rxPackets: number;
  readonly rxBytes: number;
  readonly txPackets: number;
  readonly txBytes: number;
}

/** One capture's counts since the start, as the capturing program tells them. */
export interface CaptureCounts {
  readonly side: "lan" | "wan" | "denied";
  /** Packets written. */
  readonly captured: number;
  /** Dropped by the kernel before the program got them; `null` where it cannot tell. */
  readonly dropped: number | null;
  /** Between these two moments `captured` was counted: packets before the first are in it, packets after the second are not. */
  readonly countedFromUs?: number;
  readonly countedUntilUs?: number;
}

/** What the keeper writes. `gate.jsonl` */
export type GateLine =
  | {
      readonly kind: "started";
      readonly timeUs: number;
      readonly version: string;
      readonly rulesSha256: string;
      readonly policySha256: string;
    }
  | {
      readonly kind: "opened";
      readonly timeUs: number;
      readonly name: string;
      /** `null`: until somebody closes it (a service that is always open, opened again). */
      readonly forUs: number | null;
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly kind: "closed";
      readonly timeUs: number;
      readonly name: string;
      readonly why: "time" | "person" | "limit" | "policy" | "ended";
      readonly upBytes: number;
    }
  | { readonly kind: "policy"; readonly timeUs: number; readonly policySha256: string; readonly text: string }
  /** All counters, link counts and capture losses at one moment; `mark` ties a proof's window to it. */
  | {
      readonly kind: "counts";
      /** When reading the counters ended. */
      readonly timeUs: number;
      /** Time by the monotonic clock since the start: shows jumps of the clock. */
      readonly elapsedUs: number;
      /** How long reading all of this took, up to `timeUs`: packets of that time may count or not. */
      readonly tookUs?: number;
      readonly mark: string | null;
      readonly counters: CounterValues;
      readonly lan: LinkCounts;
      readonly wan: LinkCounts;
      readonly captures: readonly CaptureCounts[];
      /** SHA-256 of the rules as listed (`normalListing`). */
      readonly listingSha256: string;
      readonly forwarding: boolean;
    }
  | { readonly kind: "clock"; readonly timeUs: number; readonly jumpUs: number }
  /** The rules or routing were not as they should be; what was done. */
  | { readonly kind: "drift"; readonly timeUs: number; readonly code: string; readonly sentence: string }
  | { readonly kind: "ended"; readonly timeUs: number; readonly why: string };

/** What the local network tried and was refused, as told live: equal attempts within a second. */
export interface DeniedLine {
  readonly kind: "denied";
  readonly fromUs: number;
  readonly untilUs: number;
  /** The log prefix's meaning. */
  readonly counter: "lanFragment" | "lanQuic" | "lanLocal" | "lanDenied" | "outDenied" | "forwardDenied";
  readonly srcIp: string;
  readonly dstIp: string;
  /** `tcp`, `udp`, `icmp`, or the protocol's number. */
  readonly transport: string;
  readonly dstPort: number | null;
  readonly count: number;
  /** IP bytes, together. */
  readonly bytes: number;
}
