/** The two-sided proof: what a bundle holds, and what checking it says. */
import type { CounterName } from "../rules/counters.table.ts";

/** `proof.json` of a bundle: everything that is not a log or a capture. Canonical JSON (RFC 8785), one object. */
export interface ProofDocument {
  readonly format: "creance-proof/1";
  /** Software that made it. */
  readonly version: string;
  readonly madeUs: number;
  readonly fromUs: number;
  readonly untilUs: number;
  /** Marks of the `counts` lines in `gate.jsonl` at both ends. */
  readonly fromMark: string;
  readonly untilMark: string;
  /** SHA-256 of the rules text (`rules.nft`) and of the policy text (`policy.yaml`), both in the bundle. */
  readonly rulesSha256: string;
  readonly policySha256: string;
  /** The machine as the plan was made with (so that the rules can be made again from policy and machine). */
  readonly machine: unknown;
  /** Names and versions of the programs and the kernel. */
  readonly tools: Readonly<Record<string, string>>;
  /** Interface names and MAC addresses. */
  readonly lan: { readonly interface: string; readonly mac: string; readonly ip: string };
  readonly wan: { readonly interface: string; readonly mac: string; readonly ip: string | null };
  /** Captures in order of time: file names in the bundle. */
  readonly captures: { readonly lan: readonly string[]; readonly wan: readonly string[]; readonly denied: readonly string[] };
  /** Name of the control service that was asked for on purpose, `null`: none. */
  readonly control: string | null;
  /** Flight that was flown meanwhile: file in the bundle with the record's own times, `null`: none was handed in. */
  readonly flight: { readonly file: string; readonly sha256: string; readonly startUs: number; readonly endUs: number } | null;
  /** Difference to another clock, where one was asked; `null`: not known. */
  readonly clockOffsetUs: number | null;
}

/** A reason why a proof does not hold. */
export interface ProofFailure {
  /** e.g. `file-hash`, `wan-unaccounted`, `counter-sum`. */
  readonly code: string;
  /** File and place: `wan-000001.pcap, packet 17`. */
  readonly where: string;
  readonly sentence: string;
}

/** One kind of thing that the local network did, with what became of it. */
export interface ProofAttempt {
  /** `relayed`, `answered here`, `refused`, `local`, `not IP`, ... */
  readonly fate: "relayed" | "answered" | "refused" | "local" | "unroutable";
  readonly counter: CounterName | null;
  /** Name or address that was tried, with port. */
  readonly target: string;
  readonly packets: number;
  readonly bytes: number;
}

/** One kind of thing that went out on the outside, with what it was. */
export interface ProofCarried {
  readonly what: "relay" | "control" | "resolver" | "arp" | "dhcp" | "manage";
  /** Service name, or address. */
  readonly target: string;
  readonly connections: number;
  readonly packets: number;
  /** TCP payload out and in; UDP payload for the resolver. */
  readonly upBytes: number;
  readonly downBytes: number;
}

/** What checking a bundle says. `hold verify --json` prints it: `{ok, checked, failures, ...}`. */
export interface ProofVerdict {
  readonly ok: boolean;
  /** Everything that was checked, each a sentence with its numbers. */
  readonly checked: readonly string[];
  readonly failures: readonly ProofFailure[];
  /** The verdict in one sentence; when `ok`: "LAN tried N, WAN carried 0" or "only these". Bounded to the window and the capture point. */
  readonly sentence: string;
  readonly fromUs: number;
  readonly untilUs: number;
  readonly tried: readonly ProofAttempt[];
  readonly carried: readonly ProofCarried[];
  /** What this cannot show, whatever the verdict: cellular, aircraft modem, other Wi-Fi, fronting. */
  readonly limits: readonly string[];
}
