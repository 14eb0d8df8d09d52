/** `@creance/api`: request and response schemas shared by server, web app and command line. */
export * from "./audits.ts";
export * from "./captures.ts";
export { contract, filePaths } from "./contract.ts";
export * from "./flights.ts";
export * from "./work.ts";
