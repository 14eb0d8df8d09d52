/** Bounds of the readers of contents (docs/formats/captures.md, Contents). */

/** Every limit by name. */
export const contentLimits = {
  /** Largest head of a message: start line and fields. */
  maxHeadBytes: 65_536,
  /** Most lines of a head. */
  maxHeadLines: 512,
  /** Messages of one connection that are open at once: streams of HTTP/2, requests without an answer yet. */
  maxOpenMessages: 256,
  /** Characters of a path that are kept. */
  maxPathLength: 2_048,
  /** Protocols inside protocols: tunnels, upgrades. */
  maxLayers: 4,
  /** Beginning of a stream that waits until its protocol, or that it is sealed, is known. */
  maxUndecidedBytes: 40_960,
  /** What the contents of all open flows keep until more of them comes. */
  maxHeldBytesAll: 67_108_864,
  /** Faults of contents that are handed on; more are only counted. */
  maxIssues: 1_000,
} as const;

/** The limits with other numbers: tests and small machines. */
export type ContentLimits = { readonly [Name in keyof typeof contentLimits]: number };
