/**
 * What the gateway's processes say to each other: JSON lines over an inherited pipe (file descriptor 3), the keeper in the middle.
 *
 *     keeper    decides what is open, writes the logs, listens on the control socket; no right of its own after the start
 *     rules     the only one that may change the kernel's rules (CAP_NET_ADMIN); does nothing else
 *     names     DNS and time on the local network (CAP_NET_BIND_SERVICE)
 *     relay     accepts on the synthetic addresses, connects to services (CAP_NET_BIND_SERVICE)
 *     recorder  captures both sides and the refused packets (CAP_NET_RAW, CAP_NET_ADMIN)
 *
 * Each is started by the keeper as an account of its own, and ends when the pipe or the keeper ends. When one ends, all end: the rules stay,
 * so nothing passes.
 */
import type { CaptureCounts, CounterValues, DeniedLine, GateState, LinkCounts, NamesLine, RelayLine } from "@creance/hold";

/** Longest line on a pipe, bytes; a longer one ends the process that reads it. */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** First message to each process: all it needs. */
export type StartMessage =
  | { readonly kind: "start"; readonly process: "names"; readonly lanIp: string; readonly state: GateState }
  | {
      readonly kind: "start";
      readonly process: "relay";
      readonly wanInterface: string;
      readonly resolver: string | null;
      readonly limits: RelayLimits;
      readonly state: GateState;
    }
  | {
      readonly kind: "start";
      readonly process: "rules";
      readonly lanInterface: string;
      readonly wanInterface: string;
      readonly expectedListing: string;
    }
  | {
      readonly kind: "start";
      readonly process: "recorder";
      readonly folder: string;
      readonly lanInterface: string;
      readonly wanInterface: string;
      readonly limits: RecorderLimits;
    };

/** Bounds of the relay. */
export interface RelayLimits {
  /** Connections at a time, all clients; default 10,000. */
  readonly connections: number;
  /** Of one client; default 6,000. */
  readonly connectionsPerClient: number;
  /** Until a whole hello has come; default 10 s. */
  readonly helloMs: number;
  /** Until the service answers; default 10 s for each address. */
  readonly connectMs: number;
  /** Without a byte in either direction; default 10 min. */
  readonly idleMs: number;
}

/** Bounds of the captures. */
export interface RecorderLimits {
  /** A file is closed and the next begun at this size. */
  readonly fileBytes: number;
  /** All captures of a session together; reaching it stops the gateway ("stop, do not pass"). */
  readonly totalBytes: number;
  /** Free space below which the gateway stops. */
  readonly freeBytes: number;
}

/** From the keeper to names and relay. */
export interface StateMessage {
  readonly kind: "state";
  readonly state: GateState;
}

/** From the keeper to the relay. */
export type RelayCommand =
  | StateMessage
  /** Answer to `allow`: true when packets to the address pass now. */
  | { readonly kind: "allowed"; readonly id: number; readonly ok: boolean }
  /** Tell the bytes in hand and a line (`end: "open"`) of every connection that is open: for a mark. Answered with the same `id`. */
  | { readonly kind: "flush"; readonly id: number };

/** From the relay to the keeper. */
export type RelayReport =
  | { readonly kind: "ready" }
  /** Please let packets to this address pass; it was the answer for this name. */
  | { readonly kind: "allow"; readonly id: number; readonly name: string; readonly ip: string; readonly port: number }
  /** No connection to it is open any more. */
  | { readonly kind: "release"; readonly ip: string; readonly port: number }
  | { readonly kind: "opened"; readonly flow: number; readonly name: string; readonly clientIp: string }
  /** Bytes that went out since the last such message, by name: counted against limits. At least every 200 ms while bytes go. */
  | { readonly kind: "used"; readonly name: string; readonly upBytes: number }
  | { readonly kind: "line"; readonly line: RelayLine }
  /** All that the `flush` asked for is told. */
  | { readonly kind: "flushed"; readonly id: number };

/** From the keeper to names. */
export type NamesCommand =
  | StateMessage
  /** Tell the lines in hand now, not at the end of the second: before a mark, and before the end. Answered with the same `id`. */
  | { readonly kind: "flush"; readonly id: number };

/** From names to the keeper. Lines come once a second. */
export type NamesReport =
  | { readonly kind: "ready" }
  | { readonly kind: "line"; readonly line: NamesLine }
  /** All that was answered before the `flush` came is told. */
  | { readonly kind: "flushed"; readonly id: number };

/** From the keeper to rules. Each is answered with the same `id`. */
export type RulesCommand =
  | { readonly kind: "allow"; readonly id: number; readonly ip: string; readonly port: number }
  | { readonly kind: "forbid"; readonly id: number; readonly ip: string; readonly port: number }
  /** Empties the set, and forgets the connections that the kernel tracks to these addresses. */
  | { readonly kind: "forbidAll"; readonly id: number }
  /** Switches routing off again (IPv4 and IPv6); answered with `done`. */
  | { readonly kind: "routingOff"; readonly id: number }
  /** Takes the local network's link down: the last act of a gateway that ends, or whose rules are not its own; answered with `done`. */
  | { readonly kind: "lanDown"; readonly id: number }
  /** Counters, listing, forwarding and link counts, read one after the other. */
  | { readonly kind: "read"; readonly id: number };

/** From rules to the keeper. */
export type RulesReport =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly id: number; readonly ok: boolean; readonly detail: string }
  | {
      readonly kind: "reading";
      readonly id: number;
      readonly counters: CounterValues;
      /** `normalListing` of what the kernel holds. */
      readonly listing: string;
      readonly forwarding: boolean;
      readonly lan: LinkCounts;
      readonly wan: LinkCounts;
      /** What is wrong, in words; empty when the rules are as they were put. */
      readonly faults: readonly { readonly code: string; readonly sentence: string }[];
    };

/** From the keeper to the recorder. */
export type RecorderCommand =
  /** Write what is in hand to disk and tell the counts. */
  { readonly kind: "flush"; readonly id: number };

/** From the recorder to the keeper. */
export type RecorderReport =
  | { readonly kind: "ready" }
  | { readonly kind: "flushed"; readonly id: number; readonly captures: readonly CaptureCounts[] }
  | { readonly kind: "denied"; readonly line: DeniedLine }
  | { readonly kind: "file"; readonly side: "lan" | "wan" | "denied"; readonly file: string };

/** Any process, before it ends because something is wrong. */
export interface FailMessage {
  readonly kind: "fail";
  /** e.g. `port-in-use`, `disk-full`, `tool-missing`. */
  readonly code: string;
  readonly sentence: string;
}
