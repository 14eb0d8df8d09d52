/** `@creance/capture`: from packets to conversations. */
export type * from "./analyzer.ts";
export { nameSources } from "./analyzer.ts";
export type * from "./conversation.ts";
export type * from "./dissected.ts";
export type * from "./packet.ts";
