/** What a gateway is run with, and what it is for whoever runs it. */
import type { HoldPlan, MachineFacts } from "@creance/hold";
import type { HoldStatus } from "../control.ts";
import type { RecorderLimits, RelayLimits } from "../messages.ts";

/** How a gateway is run. */
export interface GatewayOptions {
  readonly plan: HoldPlan;
  readonly facts: MachineFacts;
  /** The policy file as it was read, and how to read it again. */
  readonly policyText: string;
  readonly readPolicyText: () => Promise<string>;
  /** `/var/lib/creance-hold`, `/run/creance-hold`. */
  readonly stateFolder: string;
  readonly runtimeFolder: string;
  readonly version: string;
  /** Told a person, a sentence at a time. */
  readonly tell: (sentence: string) => void;
  readonly relayLimits?: Partial<RelayLimits>;
  readonly recorderLimits?: Partial<RecorderLimits>;
}

/** How a gateway ended. `isFault`: something went wrong, rather than somebody ended it. */
export interface GatewayEnd {
  readonly why: string;
  readonly isFault: boolean;
}

/** A running gateway. */
export interface RunningGateway {
  readonly session: string;
  status(): HoldStatus;
  /** Ends it in order; returns when everything has ended and the local link is down. */
  end(why: string): Promise<GatewayEnd>;
  /** Settles when it has ended, however. */
  readonly ended: Promise<GatewayEnd>;
}

/** Bounds of the relay where nothing else is said. */
export const RELAY_LIMITS: RelayLimits = {
  connections: 10_000,
  connectionsPerClient: 6_000,
  helloMs: 10_000,
  connectMs: 10_000,
  idleMs: 600_000,
};
/** Bounds of the captures where nothing else is said. */
export const RECORDER_LIMITS: RecorderLimits = { fileBytes: 100 * 1_048_576, totalBytes: 20 * 1_073_741_824, freeBytes: 512 * 1_048_576 };
