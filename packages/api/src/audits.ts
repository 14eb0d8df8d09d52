/** Schemas of audits: what was sent, and a verdict on every claim. Unknown is `null`, never absent. The members are those of `@creance/audit`. */
import { z } from "zod";
import { flowRowSchema } from "./captures.ts";

const number = z.number().nullable();
const text = z.string().nullable();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const record = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value).readonly();

/** Longest text of identifiers, consents, a statement, claims or a policy. */
export const maxAuditTextChars = 1_000_000;
/** Longest key log. */
export const maxKeyLogChars = 4_000_000;
/** Captures of one audit at most. */
export const maxAuditCaptures = 50;
/** Flights of one audit at most. */
export const maxAuditFlights = 100;

const auditText = z.string().max(maxAuditTextChars).optional();

/** What is to be audited. The texts stay in the server's memory: they are not kept. */
export const auditRequestSchema = z.object({
  captures: z.array(z.string().length(64)).min(1).max(maxAuditCaptures).describe("SHA-256 of kept captures."),
  flights: z.array(z.string().max(64)).max(maxAuditFlights).default([]).describe("Ids of kept flights."),
  keys: z.string().max(maxKeyLogChars).optional().describe("A key log (SSLKEYLOGFILE); those inside captures are used anyway."),
  identifiers: auditText.describe("JSON object of identifiers to look for, as `--identifiers` takes it."),
  consent: auditText.describe("JSON list of recorded consents, as `--consent` takes it."),
  statement: auditText.describe("JSON object: what the operator states about the test."),
  claims: auditText.describe("JSON list of the operator's own claims."),
  policy: auditText.describe("JSON list of rules: what may go where."),
});
/** What is to be audited. */
export type AuditRequest = z.infer<typeof auditRequestSchema>;

/** Conversation bytes in one place of a capture. */
const evidencePlace = {
  packets: list(z.number()).describe("Packet numbers from 1, at most 64."),
  morePackets: z.boolean(),
  byteRange: z.tuple([z.number(), z.number()]).readonly().describe("Bytes [start, end) of the plain stream of the side that sent it."),
  sentUs: z.number(),
};

/** One finding: one message, one needle, one encoding. */
export const findingSchema = z.object({
  ...evidencePlace,
  findingId: z.string(),
  flow: flowRowSchema
    .extend({
      countries: list(z.object({ database: z.string(), date: z.string(), country: text })),
      endpoint: z.object({ pattern: z.string(), owner: z.string(), role: z.string(), confidence: z.string() }).readonly().nullable(),
    })
    .readonly(),
  kind: z.string(),
  needle: text.describe("Name of what was looked for, never the secret itself."),
  needleSource: text,
  encoding: list(z.string()).describe("Layers from outer to inner."),
  carriedIn: list(z.string()),
  match: z.enum(["found", "consistentWith"]),
  class: z.enum(["exact", "near", "area", "region"]).nullable(),
  precisionM: number,
  direction: z.enum(["out", "in"]),
  weak: z.boolean(),
  weakBecause: text,
  http: z.object({ host: text, method: text, path: text, status: number }).readonly().nullable(),
  topic: text,
  field: text,
  flight: text,
  phase: z.enum(["before", "onGround", "inAir", "afterLanding"]).nullable(),
  delayS: number,
  points: z.number(),
  decimals: number,
  sentence: z.string(),
  consent: number,
});
/** One finding. */
export type AuditFinding = z.infer<typeof findingSchema>;

const verdict = z.enum(["SUPPORTED", "CONTRADICTED", "NOT OBSERVED", "NOT TESTABLE"]);
const claimColumn = z.object({
  verdict: z.enum(["SUPPORTED", "CONTRADICTED", "NOT OBSERVED", "NOT TESTABLE", "NOT TESTABLE HERE"]),
  because: z.string(),
});

/** A claim, judged. */
export const claimVerdictSchema = z.object({
  id: z.string(),
  title: z.string(),
  by: z.string(),
  source: z.string(),
  verdict,
  confidence: z.enum(["low", "moderate", "high"]).nullable(),
  confidenceBecause: list(z.string()),
  because: z.string(),
  capture: claimColumn.readonly(),
  log: claimColumn.readonly(),
  package: claimColumn.readonly(),
  notCovered: list(z.string()),
  audits: list(z.string()),
  findingIds: list(z.string()),
  flowIds: list(z.string()),
  parts: list(z.object({ title: z.string(), verdict, because: z.string() })),
});
/** A claim, judged. */
export type AuditClaim = z.infer<typeof claimVerdictSchema>;

const byteCoverage = z
  .object({ plain: z.number(), decrypted: z.number(), sealed: z.number(), missing: z.number(), unread: z.number() })
  .readonly();

/** What was and was not covered. */
export const auditCoverageSchema = z.object({
  captures: list(
    z.object({
      sha256: z.string(),
      name: z.string(),
      sizeBytes: z.number(),
      format: z.string(),
      firstTimeUs: number,
      lastTimeUs: number,
      packets: z.number(),
      wireBytes: z.number(),
      droppedPackets: number,
      cutPackets: z.number(),
      missedBytes: z.number(),
      undecodedPackets: z.number(),
      evictedFlows: z.number(),
      crowdedFlows: z.number(),
      truncated: z.boolean(),
      pcapdroid: z.boolean(),
      synthetic: z.boolean(),
      linkTypes: list(z.string()),
    }),
  ),
  flights: list(
    z.object({
      label: z.string(),
      sha256: z.string(),
      startUs: number,
      endUs: number,
      points: z.number(),
      coveredShare: number,
      beforeS: z.number(),
      afterS: z.number(),
      clockOffsetS: number,
      clockSentence: text,
      app: text,
      aircraft: text,
      firmware: text,
    }),
  ),
  bytesOut: byteCoverage,
  bytesIn: byteCoverage,
  conversations: z
    .object({
      total: z.number(),
      nameless: z.number(),
      hiddenNames: z.number(),
      keyed: z.number(),
      opened: z.number(),
      unknownKeys: z.number(),
    })
    .readonly(),
  unsupportedSuites: record(z.number()),
  failedRecords: z.number(),
  keysGiven: z.boolean(),
  statement: z
    .object({
      device: text,
      app: text,
      appVersion: text,
      firmware: text,
      operatingSystem: text,
      accountRegion: text,
      place: text,
      country: text,
      capturePoint: z.enum(["phone", "gatewayLan", "gatewayWan", "other"]).nullable(),
      everyInterface: z.boolean().nullable(),
      windows: list(z.object({ fromUs: z.number(), untilUs: z.number(), what: z.string() })),
    })
    .readonly(),
  search: z
    .object({
      needles: record(z.number().optional()),
      decoys: list(z.object({ kind: z.string(), searched: z.number(), hits: z.number() })),
      decoyHits: list(findingSchema),
      controls: z.object({ planted: z.number(), missed: list(z.string()) }).readonly(),
      searchedBytes: z.number(),
      opaqueBytes: z.number(),
      bounds: list(z.object({ bound: z.string(), times: z.number(), bytes: z.number() })),
      droppedFindings: z.number(),
    })
    .readonly(),
  gaps: list(z.string()),
  blindSpots: list(z.string()),
});
/** What was and was not covered. */
export type AuditCoverage = z.infer<typeof auditCoverageSchema>;

/** The answer of an audit without its findings: those come a page at a time. */
export const auditAnswerSchema = z.object({
  format: z.literal("creance-audit/1"),
  version: z.string(),
  inputs: list(z.object({ role: z.string(), name: z.string(), sizeBytes: z.number(), sha256: z.string() })),
  command: list(z.string()),
  databases: list(z.object({ name: z.string(), date: z.string(), licence: z.string(), notice: text })),
  endpointsEdition: z.string(),
  answer: list(z.string()),
  totals: list(z.object({ kind: z.string(), out: z.number(), in: z.number(), withConsent: z.number(), servers: list(z.string()) })),
  claims: list(claimVerdictSchema),
  policies: list(z.object({ rule: z.string(), verdict, because: z.string(), findingIds: list(z.string()), flowIds: list(z.string()) })),
  consents: list(
    z.object({ fromUs: z.number(), untilUs: z.number(), kinds: list(z.string()), hosts: list(z.string()), purpose: z.string() }),
  ),
  coverage: auditCoverageSchema.readonly(),
  servers: list(
    z.object({
      server: z.string(),
      role: text,
      owner: text,
      operator: text,
      conversations: z.number(),
      bytesOut: z.number(),
      bytesIn: z.number(),
      readShare: z.number(),
      findings: z.number(),
    }),
  ),
  moments: list(z.object({ findingId: z.string(), sentUs: z.number(), consent: z.boolean() })).describe(
    "When what left was sent, by time, at most 2,000; weak finds are left out.",
  ),
  counts: z
    .object({ findings: z.number(), weak: z.number(), out: z.number(), in: z.number(), withoutConsent: z.number(), local: z.number() })
    .describe(
      "Weak ones are counted in `weak` alone; `local`: they went out no further than the local network; `withoutConsent` are of those in `out`.",
    ),
});
/** The answer of an audit without its findings. */
export type AuditAnswer = z.infer<typeof auditAnswerSchema>;

/** An audit: how far it is, and its answer once it is done. */
export const auditSchema = z.object({
  id: z.string().describe("32 hexadecimal characters: the same request has the same id while the server runs."),
  state: z.enum(["running", "done", "stopped", "failed"]),
  captures: z.array(z.object({ sha256: z.string(), name: z.string(), sizeBytes: z.number() })),
  flights: z.array(z.object({ id: z.string(), name: text, startUs: number, timeZone: text })),
  given: z.array(z.enum(["keys", "identifiers", "consent", "statement", "claims", "policy"])).describe("Texts that came with the request."),
  startedUs: z.number(),
  endedUs: number,
  bytesDone: z.number(),
  bytesTotal: z.number(),
  rateBytesPerS: number,
  leftS: number,
  error: text.describe("Why it failed."),
  answer: auditAnswerSchema.nullable(),
});
/** An audit. */
export type Audit = z.infer<typeof auditSchema>;
/** An audit in a list: without its answer, with the sentences that begin it. */
export const auditRowSchema = auditSchema.omit({ answer: true }).extend({ sentences: list(z.string()), verdicts: record(z.number()) });
/** An audit in a list. */
export type AuditRow = z.infer<typeof auditRowSchema>;

/** Which findings. */
export const findingQuerySchema = z.object({
  id: z.string().max(64),
  kind: z.string().max(40).optional(),
  direction: z.enum(["out", "in"]).optional(),
  server: z.string().max(1_020).optional().describe("Server name or address exactly as listed."),
  capture: z.string().length(64).optional(),
  flight: z.string().max(500).optional(),
  consent: z.enum(["with", "without"]).optional(),
  among: z.string().max(20).optional().describe("Id of a claim: only findings that it rests on."),
  weak: z.boolean().default(false).describe("Weak findings too."),
  sort: z.enum(["telling", "sentUs", "kind", "server", "precisionM"]).default("telling"),
  order: z.enum(["asc", "desc"]).default("asc"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
/** Which findings, with defaults filled in. */
export type FindingQuery = z.infer<typeof findingQuerySchema>;

/** A page of findings. */
export const findingPageSchema = z.object({
  total: z.number(),
  weak: z.number().describe("Weak ones that match."),
  rows: list(findingSchema),
});
/** A page of findings. */
export type FindingPage = z.infer<typeof findingPageSchema>;

/** One step of the chain: the bytes as they stand there, at most 4 KiB around the find. */
export const evidenceStepSchema = z.object({
  title: z.string().describe("What these bytes are."),
  layers: list(z.string()).describe("Layers that were taken off to get here."),
  sizeBytes: z.number().describe("All bytes of this step."),
  start: z.number().describe("Where the bytes shown begin among them."),
  hex: z.string(),
  mark: z
    .tuple([z.number(), z.number()])
    .readonly()
    .nullable()
    .describe("The find, [start, end) among the bytes shown; `null` where it is not plain there."),
});

/** A finding read again from the kept original. */
export const evidenceSchema = z.object({
  findingId: z.string(),
  same: z.boolean().describe("True when the same finding came out again, with the same packets and bytes."),
  sentence: z.string(),
  sha256: text.describe("SHA-256 of the bytes of the range, as read now."),
  missingBytes: z.number().describe("Bytes of the range that the capture does not hold."),
  steps: list(evidenceStepSchema),
});
/** A finding read again from the kept original. */
export type AuditEvidence = z.infer<typeof evidenceSchema>;

/** A flight that belongs to captures by its time. */
export const suggestedFlightSchema = z.object({
  id: z.string(),
  name: text,
  place: text,
  aircraftName: text,
  startUs: number,
  durationUs: number,
  timeZone: text,
  sealed: z.boolean(),
  overlaps: z.boolean().describe("True when it was flown while a capture ran; otherwise it ended within the day before one."),
});
/** A flight that belongs to captures by its time. */
export type SuggestedFlight = z.infer<typeof suggestedFlightSchema>;

/** What belongs to chosen captures: flights by their time, and what comes with a capture of the sample operation. */
export const auditSuggestionSchema = z.object({
  flights: list(suggestedFlightSchema),
  sample: z
    .object({
      note: z.string(),
      texts: z.object({ identifiers: z.string().optional(), consent: z.string().optional(), statement: z.string().optional() }),
    })
    .nullable()
    .describe("Set when one capture of the sample operation is chosen: what its made-up operator would hand in, as JSON texts."),
});
/** What belongs to chosen captures. */
export type AuditSuggestion = z.infer<typeof auditSuggestionSchema>;
