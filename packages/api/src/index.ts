/** `@creance/api`: request and response schemas shared by server, web app and command line. */
export * from "./audits.ts";
export * from "./captures.ts";
export { contract, filePaths } from "./contract.ts";
export * from "./flights.ts";
export * from "./grants.ts";
export * from "./hold.ts";
export * from "./ledger.ts";
export * from "./media.ts";
export * from "./publish.ts";
export * from "./requests.ts";
export * from "./retention.ts";
export * from "./share.ts";
export * from "./work.ts";
