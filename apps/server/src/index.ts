/** `@creance/server`: the operation, and the HTTP server in front of it. */

export { creanceVersion } from "./http/version.ts";
export type { RunningServer, StartServerOptions } from "./start-server.ts";
export { defaultPort, startServer } from "./start-server.ts";
