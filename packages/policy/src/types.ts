/**
 * The policy file: what an operation lets out, as data. The gateway opens only what it names, audits hold traffic against it
 * (docs/guide/policy.md is its guide).
 */

import type { PrivacyManifest } from "./manifest/types.ts";

/** Kinds of data an audit can find (the words of `findingKinds` in `@creance/audit`, which hands them in). */
export type DataKind = string;

/** When a service is open. `never` documents a name that is known and stays shut. */
export const openings = ["always", "on-request", "never"] as const;
/** When a service is open. */
export type Opening = (typeof openings)[number];

/** What a limit on bytes counts for: each opening, or each day (UTC). */
export const limitSpans = ["opening", "day"] as const;
/** What a limit on bytes counts for. */
export type LimitSpan = (typeof limitSpans)[number];

/** A limit on what may go out to a service. */
export interface ByteLimit {
  /** Bytes from the local network to the service (TCP payload, TLS included). */
  readonly upBytes: number;
  readonly span: LimitSpan;
}

/** A service that may be reached: one exact name. A wildcard would let data out inside the name itself. */
export interface Service {
  /** Host name in lower case without a final dot, ASCII (punycode for others). */
  readonly name: string;
  /** Why it may be reached, in the operator's words; printed wherever the service is. */
  readonly reason: string;
  readonly open: Opening;
  /** TCP ports, a subset of 80 and 443. Default: 443. */
  readonly ports: readonly number[];
  /** `null`: no limit, which the plan says in words. */
  readonly limit: ByteLimit | null;
  /** Longest opening, microseconds, for `on-request`; default 10 minutes. `null` otherwise. */
  readonly openForUs: number | null;
  /** Kinds of data that may go there (an audit's words); empty: nothing that an audit recognises. */
  readonly data: readonly DataKind[];
  /** The line in the file, counted from 1. */
  readonly line: number;
  /** Ids of the privacy manifest's flows that name it; absent for an entry of `services`. */
  readonly flows?: readonly string[];
}

/** A rule for audits alone: hosts may be patterns (`*.example.org`), an empty list is any host. */
export interface AllowRule {
  readonly rule: string;
  readonly kinds: readonly DataKind[];
  readonly hosts: readonly string[];
  readonly purpose: string;
}

/** Addresses handed out on the local network. */
export interface DhcpRange {
  readonly from: string;
  readonly until: string;
}

/** The gateway's part of a policy. */
export interface HoldPolicy {
  /** `local-data`: nothing passes, whatever `services` says. `named-services`: only what `services` names. */
  readonly mode: "local-data" | "named-services";
  readonly lan: {
    readonly interface: string;
    /** IPv4 address of the gateway there. */
    readonly address: string;
    /** 8 to 30. */
    readonly prefixLength: number;
    /** `null`: the gateway hands out no addresses. */
    readonly dhcp: DhcpRange | null;
  };
  readonly wan: { readonly interface: string };
  /** IPv4 address of the resolver that the relay asks for the addresses of services; `null` only in `local-data`. */
  readonly resolver: string | null;
  /** Portal probes of phones: answered here (plain HTTP only), so that they stay on this Wi-Fi; or refused. */
  readonly portal: "answer" | "refuse";
  /** Time requests: answered by the gateway's own clock, or refused. */
  readonly time: "answer" | "refuse";
  /** Name of the service that a proof uses as its positive control; `null`: none. It must be one of `services`. */
  readonly control: string | null;
  /** Where the gateway itself may be managed from (SSH); `null`: not over the network. */
  readonly manage: { readonly interface: string; readonly port: number } | null;
}

/** A whole policy file. */
export interface Policy {
  readonly version: 1;
  /** Who the policy is of and what it is for; free words. */
  readonly title: string;
  /** `null`: the file says nothing about a gateway. */
  readonly hold: HoldPolicy | null;
  /** What may be reached: the services of the file, and the hosts that flows of its privacy manifest name. */
  readonly services: readonly Service[];
  readonly allow: readonly AllowRule[];
  /** The privacy manifest; `null`: the file has none. */
  readonly privacy: PrivacyManifest | null;
}

/** What is wrong with a policy file, and where. */
export interface PolicyProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** Where in the document: `services[2].limit`. */
  readonly path: string;
  /** What is wrong and what is expected, one sentence. */
  readonly sentence: string;
}
