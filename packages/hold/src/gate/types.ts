/** What is open now: decided by the keeper, obeyed by names and relay. */

/** A service as names and relay need it. */
export interface GateService {
  readonly name: string;
  readonly syntheticIp: string;
  readonly ports: readonly number[];
  /** `relay`: to the service itself. `portal`: a phone's probe, answered here. */
  readonly answer: "relay" | "portal";
  /** False: DNS says there is no such name, and the relay closes its connections. */
  readonly isOpen: boolean;
  /** What may still go out now, bytes; `null`: no limit. The relay stops a flow at it. */
  readonly leftUpBytes: number | null;
  /**
   * Bytes of the relay's `used` messages for this name, since the relay started, that `leftUpBytes` has taken into account: what it told
   * later is still to be taken off. Without it the relay takes off all that it sent since it told last, and never lets `leftUpBytes` grow back by its own bytes.
   */
  readonly countedUpBytes?: number;
}

/** The whole of it. Sent to names and relay at every change; an older revision is never obeyed after a newer one. */
export interface GateState {
  readonly revision: number;
  readonly services: readonly GateService[];
  readonly time: "answer" | "refuse";
}

/** An opening that a person asked for. */
export interface OpeningRequest {
  readonly name: string;
  /** Wished length, microseconds; cut to the policy's. */
  readonly forUs: number;
  /** Who asked and why, their words. */
  readonly by: string;
  readonly reason: string;
}
