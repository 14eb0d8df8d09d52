// The allowed arrows between rooms (docs/architecture.md draws them). The layer check compares every package.json with this table.

/** Rooms by tier: what each may import from the house, and which outside packages it may use. */
export const rooms = {
  "packages/core": { imports: [], external: [] },
  "packages/formats": { imports: ["core"], external: [] },
  "packages/flight": { imports: ["core", "formats"], external: [] },
  "packages/exposure": { imports: ["core", "formats", "flight"], external: [] },
  "packages/capture": { imports: ["core"], external: [] },
  "packages/audit": { imports: ["core", "formats", "flight", "capture"], external: ["h3-js"] },
  "packages/ledger": { imports: ["core"], external: [] },
  "packages/report": { imports: ["core", "flight", "capture", "audit"], external: [] },
  "packages/sample": { imports: ["core", "formats", "flight"], external: [] },
  "packages/api": { imports: ["core"], external: ["zod", "@orpc/contract"] },
  "adapters/node": { imports: ["core"], external: "any" },
  "adapters/vault": { imports: ["core", "formats", "flight", "ledger", "api"], external: "any" },
  "adapters/pdf": { imports: ["core", "report"], external: "any" },
  "adapters/warehouse": { imports: ["core"], external: "any" },
  "apps/server": {
    imports: [
      "core",
      "formats",
      "flight",
      "capture",
      "audit",
      "exposure",
      "ledger",
      "report",
      "sample",
      "api",
      "node",
      "vault",
      "warehouse",
      "pdf",
    ],
    external: "any",
  },
  "apps/cli": {
    imports: [
      "core",
      "formats",
      "flight",
      "capture",
      "audit",
      "exposure",
      "ledger",
      "report",
      "sample",
      "api",
      "node",
      "vault",
      "warehouse",
      "pdf",
      "server",
    ],
    external: "any",
  },
  "apps/web": {
    imports: ["core", "capture", "audit", "formats", "flight", "exposure", "ledger", "report", "sample", "api"],
    external: "any",
  },
};

/** Fewer source files than this and the check has looked at the wrong place. */
export const expectedSourceFiles = 640;

/** Node's modules that can open a connection. Only the files named may import them. */
export const networkModules = ["net", "tls", "http", "https", "http2", "dgram", "dns", "dns/promises", "undici", "inspector"];

/** Files that may import a network module, with the reason. */
export const networkExceptions = {
  "apps/server/src/start-server.ts": "the server's own listening socket",
  "adapters/node/src/outbound-tripwire.ts": "watches the network hooks",
};
