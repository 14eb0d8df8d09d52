/** What the local network tries to reach, as a bounded live picture: lines of the gateway's logs in, minutes, targets and words out. */
import type { DeniedLine, GateLine, NamesLine, RelayLine } from "../log/types.ts";

/** A line of any of the gateway's logs, as `watch` tells it. */
export type HoldLine = NamesLine | RelayLine | DeniedLine | GateLine;

/** What became of tries: refused, answered by the gateway itself, passed on by the relay, or local noise that was not meant to leave. */
export type AttemptFate = "refused" | "answered" | "relayed" | "local";

/**
 * How a target was tried. `name`: asked for by name, and connections to it; `address`: a connection straight to an address; `quic`: the same
 * over UDP 443; `local`: broadcast and multicast; `time`: a time request; `fragment`: pieces of packets; `gateway`: the gateway itself wanted
 * out; `forward`: a packet to be routed; `unreadable`: a question without a readable name; `other`: targets that no longer fit.
 */
export type AttemptWay = "name" | "address" | "quic" | "local" | "time" | "fragment" | "gateway" | "forward" | "unreadable" | "other";

/** Who is at an address or name, by the endpoint catalogue. */
export interface AttemptEndpoint {
  readonly owner: string;
  /** Word of the catalogue, e.g. `flight-data`. */
  readonly role: string;
  readonly purpose: string;
}

/** What was tried. */
export interface AttemptTarget {
  /** The same for the same target; stable while the picture lives. */
  readonly key: string;
  readonly way: AttemptWay;
  /** Name, or address; empty where there is neither. */
  readonly target: string;
  /** `tcp`, `udp`, `icmp` or a protocol number; `null` for names. */
  readonly transport: string | null;
  readonly port: number | null;
  /** `null`: the catalogue does not list it. */
  readonly endpoint: AttemptEndpoint | null;
}

/** How often, and how much. Questions are DNS questions of every type, direct tries are packets, connections are counted when they end. */
export interface AttemptCounts {
  readonly refused: number;
  readonly answered: number;
  readonly relayed: number;
  readonly local: number;
  /** Bytes that the relay passed on, out and in; they count in the minute in which their connection ended. */
  readonly upBytes: number;
  readonly downBytes: number;
}

/** A target with all that became of it in a stretch of time. */
export interface AttemptRow extends AttemptTarget, AttemptCounts {
  readonly firstUs: number;
  readonly lastUs: number;
  /** DNS questions among the counts. */
  readonly questions: number;
  /** Why the relay closed a connection to it last, in words; `null`: it never did. */
  readonly lastRefusal: string | null;
  /** Who tried, at most 8 addresses, and how many more there are at least. */
  readonly clients: readonly string[];
  readonly moreClients: boolean;
}

/** A minute with its counts. */
export interface AttemptMinute extends AttemptCounts {
  /** Start of the minute. */
  readonly startUs: number;
  /** Targets that were tried, local noise left out; `null` where their counts by target were given up for room. */
  readonly targets: number | null;
}

/** Something that happened at the gateway itself. */
export interface GateHappening {
  readonly timeUs: number;
  readonly kind: "started" | "opened" | "closed" | "policy" | "clock" | "drift" | "ended";
  /** True where a person should look. */
  readonly warns: boolean;
  readonly sentence: string;
}

/** A stretch of time; both ends lie on minutes, `untilUs` is not part of it. */
export interface AttemptStretch {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** What was tried in a stretch, together. Local noise is counted apart and is no try. */
export interface AttemptSummary extends AttemptCounts {
  /** Refused, answered and relayed together. */
  readonly tries: number;
  /** What programs of the gateway machine itself tried and were refused: no try of the local network, so in no other number here. */
  readonly own: number;
  /** Different names that were asked for, and different addresses that were tried directly. */
  readonly names: number;
  readonly addresses: number;
  /** Who tried: at most 8 addresses. */
  readonly clients: readonly string[];
}

/** Bounds of the picture. */
export interface AttemptOptions {
  /** Minutes that are kept; default 1440. */
  readonly minutes?: number;
  /** Targets that are kept; default 10,000. Older ones are counted together. */
  readonly targets?: number;
  /** Counts by minute and target that are kept; default 100,000. Older minutes keep their sums. */
  readonly cells?: number;
  /** Happenings that are kept; default 500. */
  readonly happenings?: number;
  /** Who is at a name or address; default: the shipped endpoint catalogue. */
  readonly finder?: {
    byName(name: string): AttemptEndpoint | undefined;
    byAddress(address: string, port: number): AttemptEndpoint | undefined;
  };
}

/** The live picture. */
export interface Attempts {
  /** Takes a line. Cost: a few look-ups; memory is bounded whatever the lines say. */
  note(line: HoldLine): void;
  /** Raised with every line that changed something. */
  readonly revision: number;
  /** Time of the newest line; `null` before the first. */
  readonly lastUs: number | null;
  /** The newest minutes in which something happened, by time. */
  minutes(): readonly AttemptMinute[];
  /** Targets, those tried last first; with a stretch only what was counted in it. */
  rows(stretch?: AttemptStretch): readonly AttemptRow[];
  summary(stretch?: AttemptStretch): AttemptSummary;
  /** What happened at the gateway, newest first. */
  happenings(): readonly GateHappening[];
}
