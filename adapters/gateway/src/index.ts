/** `@creance/gateway`: applies the plan, listens on the local network, records both sides. */
export { removePlan } from "./apply/remove-plan.ts";
export type * from "./control.ts";
export { DEFAULT_RUNTIME_FOLDER, DEFAULT_STATE_FOLDER, openControl } from "./control-client.ts";
export type { GatewayEnd, GatewayOptions, RunningGateway } from "./keeper/gateway-options.ts";
export { runGateway } from "./keeper/run-gateway.ts";
export type { SessionDocument } from "./keeper/session-folder.ts";
export { createAccounts } from "./machine/create-accounts.ts";
export { readMachine } from "./machine/read-machine.ts";
export { makeProof, type ProofFlight, type ProofRequest, type SessionMark, sessionControl, sessionMarks } from "./proof/make-proof.ts";
export { openProof } from "./proof/open-proof.ts";
