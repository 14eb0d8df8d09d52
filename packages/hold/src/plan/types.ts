/** What the gateway would do on a machine: facts in, plan out. Nothing here touches the machine. */
import type { Policy, Service } from "@creance/policy";

/** A network interface as the machine shows it. */
export interface InterfaceFacts {
  readonly name: string;
  /** `aa:bb:cc:dd:ee:ff`, `null` where it has none. */
  readonly mac: string | null;
  readonly up: boolean;
  /** `10.77.0.1/24`, IPv6 included. */
  readonly addresses: readonly string[];
  /** An address of it was leased (DHCP). Absent: not known. */
  readonly leased?: boolean;
  /** Bridge or bond it is part of. */
  readonly master: string | null;
  readonly mtuBytes: number;
  readonly wireless: boolean;
}

/** A rule table that is not ours. */
export interface ForeignTable {
  readonly family: string;
  readonly name: string;
  /** Hooks its chains hang in: `forward`, `prerouting`, `ingress`, ... */
  readonly hooks: readonly string[];
  /** Devices its ingress chains name. */
  readonly devices: readonly string[];
}

/** What the plan needs to know about the machine. */
export interface MachineFacts {
  readonly interfaces: readonly InterfaceFacts[];
  /** Programs by name (`nft`, `ip`, `tcpdump`, `conntrack`, `dnsmasq`, `setpriv`, `ethtool`, `tc`) with the first line of their version; `null`: not installed. */
  readonly tools: Readonly<Record<string, string | null>>;
  readonly kernel: string;
  /** Capabilities this process has or can hand on, e.g. `net_admin`. */
  readonly capabilities: readonly string[];
  readonly isRoot: boolean;
  /** Accounts the gateway's processes run as, those that exist: `creance-hold`, `creance-names`, `creance-relay`, `creance-recorder` -> uid. */
  readonly accounts: Readonly<Record<string, number>>;
  readonly forwarding: { readonly ipv4: boolean; readonly ipv6: boolean };
  readonly foreignTables: readonly ForeignTable[];
  /** Interfaces with traffic-control filters or an XDP program (they see packets before the rules). */
  readonly earlyFilters: readonly string[];
  /** Default route's interface, `null` without one. */
  readonly defaultRoute: string | null;
  /** What could not be looked at though this process may: `the rule tables`, ... Absent or empty: everything was. */
  readonly unread?: readonly string[];
}

/** The synthetic range: reserved for benchmarks (RFC 2544), not routed on the internet. */
export const SYNTHETIC_RANGE = "198.18.0.0/15";

/** A service with its address on the local network. */
export interface PlacedService extends Service {
  /** `198.18.0.1` onwards; stays the same as long as the gateway runs, and is never given to another name meanwhile. */
  readonly syntheticIp: string;
}

/** Something that stands in the way (`stops`) or should be known (`warns`). */
export interface PlanObjection {
  /** e.g. `no-nftables`, `one-interface`, `no-rights`, `foreign-ingress`, `forwarding-on`. */
  readonly code: string;
  readonly weight: "stops" | "warns";
  /** What is wrong, what it means, what to do. */
  readonly sentence: string;
}

/** One step of putting the plan into force, in order. */
export interface PlanStep {
  /** Stable name, e.g. `load-rules`, `raise-lan`. */
  readonly id: string;
  /** What it does, in words. */
  readonly sentence: string;
  /** The very command, as it would be typed; standard input is `input`. `null`: the gateway does it itself. */
  readonly command: readonly string[] | null;
  readonly input?: string;
  /** The step makes captures exact or the network quieter; when the machine cannot do it, that is told and nothing else changes. */
  readonly mayFail: boolean;
}

/** The whole plan. */
export interface HoldPlan {
  readonly policy: Policy;
  readonly services: readonly PlacedService[];
  /** Uids that the rules name; `null` where the machine has no accounts of their own for the processes (then rules name no user). */
  readonly relayUid: number | null;
  /** `nft -f` input: replaces `table inet hold` in one transaction. */
  readonly rulesText: string;
  /** SHA-256 of `rulesText`, hexadecimal. */
  readonly rulesSha256: string;
  /** dnsmasq configuration; `null` when the gateway hands out no addresses. */
  readonly dhcpConfig: string | null;
  readonly steps: readonly PlanStep[];
  readonly objections: readonly PlanObjection[];
  /** The plan in plain words, a sentence a line: what passes, what does not, what this cannot see. */
  readonly words: readonly string[];
}
