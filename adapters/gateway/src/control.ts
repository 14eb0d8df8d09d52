/**
 * The control socket: how the command line and the server speak with a running gateway. A UNIX socket in the runtime folder
 * (`/run/creance-hold/control.sock`), for members of the group `creance-hold`; one JSON object a line, each request answered by one line
 * with its `id` (`watch` by many).
 */
import type { UserErrorKind } from "@creance/core";
import type { DeniedLine, GateLine, NamesLine, OpeningRequest, PlacedService, ProofVerdict, RelayLine } from "@creance/hold";

/** A service with what became of it. */
export interface ServiceStatus extends PlacedService {
  readonly isOpen: boolean;
  /** Time left of an opening, microseconds; `null`: always open, or closed. */
  readonly openLeftUs: number | null;
  /** Who opened it and why. */
  readonly openedBy: string | null;
  readonly openedReason: string | null;
  /** Bytes that went out in the span of its limit, and connections that are open. */
  readonly usedUpBytes: number;
  readonly connections: number;
}

/** What a running gateway says of itself. */
export interface HoldStatus {
  readonly running: true;
  readonly version: string;
  readonly startedUs: number;
  readonly mode: "local-data" | "named-services";
  readonly title: string;
  /** One sentence: what passes now. */
  readonly sentence: string;
  readonly services: readonly ServiceStatus[];
  readonly lan: { readonly interface: string; readonly ip: string };
  readonly wan: { readonly interface: string };
  readonly rulesSha256: string;
  readonly policySha256: string;
  /** Newest counts. */
  readonly counts: Extract<GateLine, { kind: "counts" }> | null;
  /** Folder of this session's logs and captures. */
  readonly session: string;
  /** What is wrong or was mended, newest last, at most 100. */
  readonly drifts: readonly Extract<GateLine, { kind: "drift" }>[];
}

/** One thing that happened, as `watch` tells it: the log lines themselves. */
export type HoldEvent = NamesLine | RelayLine | DeniedLine | GateLine | { readonly kind: "status"; readonly status: HoldStatus };

/** A request on the socket. */
export type ControlRequest =
  | { readonly id: number; readonly ask: "status" }
  | ({ readonly id: number; readonly ask: "open" } & OpeningRequest)
  | { readonly id: number; readonly ask: "close"; readonly name: string; readonly by: string }
  /** A line of counts with this mark; captures are flushed before. */
  | { readonly id: number; readonly ask: "mark"; readonly mark: string }
  /** Reads the policy file again; only services may differ. */
  | { readonly id: number; readonly ask: "reload" }
  /** The last `recall` events and then every new one, until the socket is closed. */
  | { readonly id: number; readonly ask: "watch"; readonly recall: number }
  | { readonly id: number; readonly ask: "end"; readonly by: string };

/** An answer. */
export type ControlAnswer =
  | { readonly id: number; readonly ok: true; readonly status: HoldStatus }
  | { readonly id: number; readonly ok: true; readonly event: HoldEvent }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: string;
      readonly sentence: string;
      /** Kind of the `UserError`; decides the exit status. */
      readonly errorKind?: UserErrorKind;
    };

/** A proof that lies on this machine. */
export interface KeptProof {
  readonly folder: string;
  readonly fromUs: number;
  readonly untilUs: number;
  readonly verdict: ProofVerdict;
}

/** A gateway at the other end of the socket. */
export interface HoldControl {
  status(): Promise<HoldStatus>;
  open(request: OpeningRequest): Promise<HoldStatus>;
  close(name: string, by: string): Promise<HoldStatus>;
  mark(mark: string): Promise<HoldStatus>;
  reload(): Promise<HoldStatus>;
  end(by: string): Promise<void>;
  /** Ends with the signal, or when the gateway ends. */
  watch(recall: number, signal: AbortSignal): AsyncIterable<HoldEvent>;
}
