/** The field gateway as the server's routes and the command line see it. */
import type { HoldAttemptPage, HoldAttemptQuery, HoldLive, HoldOpen, HoldPlanView, HoldProof, HoldStatusView } from "@creance/api";

/** The gateway of this machine, reached over its control socket; nothing here leaves the machine. */
export interface Hold {
  /** Asks the gateway now. Never rejects: without a gateway it says why there is none. */
  status(): Promise<HoldStatusView>;
  /** Targets that were tried, newest first unless the query says otherwise. */
  attempts(query: HoldAttemptQuery): Promise<HoldAttemptPage>;
  /** The live state now, then at every change, at most once a second and at least every ten seconds. */
  watch(signal?: AbortSignal): AsyncGenerator<HoldLive, void, void>;
  /** Opens a service for a while. Rejects with `UserError` when the gateway refuses or does not answer. */
  open(wish: HoldOpen): Promise<HoldStatusView>;
  /** Closes a service now. */
  close(name: string, by: string): Promise<HoldStatusView>;
  /** Bundles in the folder of proofs, newest first, each with what checking it says. */
  proofs(): Promise<{ readonly folder: string; readonly rows: HoldProof[]; readonly more: number }>;
  /** What a policy would do on this machine. Nothing is changed. */
  plan(policy: string): Promise<HoldPlanView>;
  /** Ends all watching. */
  end(): void;
}
