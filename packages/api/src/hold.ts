/** Schemas of the Hold page: what the field gateway on this machine says, what was tried, openings, proofs and plans. */
import { z } from "zod";

const text = z.string().nullable();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** Longest policy text that is planned with. */
export const maxPolicyChars = 1_000_000;
/** Longest reason of an opening. */
export const maxReasonChars = 500;
/** Longest opening that is asked for, microseconds; the policy may cut it. */
export const maxOpenForUs = 86_400e6;

/** A service of the gateway's policy with what became of it. */
export const holdServiceSchema = z.object({
  name: z.string(),
  reason: z.string().describe("Why it may be reached, in the operator's words."),
  open: z.enum(["always", "on-request", "never"]),
  ports: list(z.number()),
  limit: z.object({ upBytes: z.number(), span: z.enum(["opening", "day"]) }).nullable(),
  openForUs: z.number().nullable().describe("Longest opening, microseconds; `null` unless it is opened on request."),
  data: list(z.string()).describe("Kinds of data that may go there."),
  syntheticIp: z.string(),
  isOpen: z.boolean(),
  openLeftUs: z.number().nullable().describe("Time left of an opening; `null`: always open, or closed."),
  openedBy: text,
  openedReason: text,
  usedUpBytes: z.number(),
  connections: z.number(),
  role: z.string().describe("By the endpoint catalogue, in words."),
  purpose: text.describe("What the catalogue says it is for; `null` when it is not listed."),
});
/** A service of the gateway's policy. */
export type HoldService = z.infer<typeof holdServiceSchema>;

/** A counter of the rules. */
export const holdCounterSchema = z.object({
  name: z.string(),
  denied: z.boolean().describe("True when it counts what is refused."),
  doc: z.string(),
  packets: z.number(),
  bytes: z.number(),
});
/** A counter of the rules. */
export type HoldCounter = z.infer<typeof holdCounterSchema>;

/** A running gateway. */
export const holdGatewaySchema = z.object({
  version: z.string(),
  startedUs: z.number(),
  mode: z.enum(["local-data", "named-services"]),
  title: z.string(),
  sentence: z.string().describe("What passes now."),
  services: list(holdServiceSchema),
  lan: z.object({ interface: z.string(), ip: z.string() }),
  wan: z.object({ interface: z.string() }),
  rulesSha256: z.string(),
  policySha256: z.string(),
  counts: z
    .object({
      timeUs: z.number(),
      counters: list(holdCounterSchema),
      forwarding: z.boolean(),
      captures: list(z.object({ side: z.enum(["lan", "wan", "denied"]), captured: z.number(), dropped: z.number().nullable() })),
    })
    .nullable()
    .describe("Newest counts of the rules; `null` before the first."),
  session: z.string().describe("Folder of this session's logs and captures."),
  drifts: list(z.object({ timeUs: z.number(), code: z.string(), sentence: z.string() })).describe("What was wrong or mended, newest last."),
});
/** A running gateway. */
export type HoldGateway = z.infer<typeof holdGatewaySchema>;

/** The gateway of this machine, or why there is none to speak of. */
export const holdStatusSchema = z.object({
  state: z.enum(["none", "unreachable", "running"]),
  code: text.describe("`no-socket`, `no-permission`, `not-answering`; `null` while it runs."),
  sentence: z.string(),
  socket: z.string().describe("Path of the control socket that was tried."),
  atUs: z.number().describe("When this was so, by the clock of this machine."),
  gateway: holdGatewaySchema.nullable(),
});
/** The gateway of this machine. */
export type HoldStatusView = z.infer<typeof holdStatusSchema>;

const attemptCounts = {
  refused: z.number(),
  answered: z.number().describe("Answered by the gateway itself."),
  relayed: z.number().describe("Connections that were passed on to an open service."),
  local: z.number().describe("Broadcast and multicast: not an attempt to leave."),
  upBytes: z.number(),
  downBytes: z.number(),
};

/** A minute and what was tried in it. */
export const holdMinuteSchema = z.object({ startUs: z.number(), ...attemptCounts, targets: z.number().nullable() });
/** A minute and what was tried in it. */
export type HoldMinute = z.infer<typeof holdMinuteSchema>;

/** A target with what became of the tries to reach it. */
export const holdAttemptSchema = z.object({
  key: z.string(),
  way: z.enum(["name", "address", "quic", "local", "time", "fragment", "gateway", "forward", "unreadable", "other"]),
  target: z.string(),
  transport: text,
  port: z.number().nullable(),
  endpoint: z.object({ owner: z.string(), role: z.string(), purpose: z.string() }).nullable(),
  ...attemptCounts,
  firstUs: z.number(),
  lastUs: z.number(),
  questions: z.number(),
  lastRefusal: text,
  clients: list(z.string()),
  moreClients: z.boolean(),
  words: z.string().describe("The row in words: `asked for the upload host ... 14 times, refused`."),
  role: z.string().describe("Role of the target in words."),
});
/** A target with what became of the tries to reach it. */
export type HoldAttempt = z.infer<typeof holdAttemptSchema>;

/** Which targets are asked for. */
export const holdAttemptQuerySchema = z.object({
  fromUs: z.coerce.number().min(0).max(9e15).optional().describe("Only what was counted in minutes from here on."),
  untilUs: z.coerce.number().min(0).max(9e15).optional(),
  key: z.string().max(1200).optional().describe("One target alone."),
  search: z.string().max(253).optional().describe("Part of a name, address, role or owner."),
  fate: z.enum(["refused", "answered", "relayed", "local"]).optional().describe("Only targets with such tries."),
  sort: z.enum(["lastUs", "target", "role", "tries", "refused", "upBytes"]).default("lastUs"),
  direction: z.enum(["asc", "desc"]).default("desc"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
/** Which targets are asked for. */
export type HoldAttemptQuery = z.infer<typeof holdAttemptQuerySchema>;

/** A page of targets. */
export const holdAttemptPageSchema = z.object({
  total: z.number(),
  all: z.number().describe("Targets without search and fate."),
  rows: list(holdAttemptSchema),
  sentence: z.string().describe("What was tried in the stretch, together."),
});
/** A page of targets. */
export type HoldAttemptPage = z.infer<typeof holdAttemptPageSchema>;

/** The live state of the gateway: sent at every change, at most once a second. */
export const holdLiveSchema = z.object({
  status: holdStatusSchema,
  revision: z.number().describe("Raised when the tries changed."),
  sinceUs: z.number().nullable().describe("The oldest minute that is counted; `null` before the first."),
  tried: z.string().describe("What was tried in the last ten minutes, in words; empty where nobody watches."),
  minutes: list(holdMinuteSchema).describe("Minutes of the last two hours in which something happened, by time."),
  happenings: list(
    z.object({
      timeUs: z.number(),
      kind: z.enum(["started", "opened", "closed", "policy", "clock", "drift", "ended"]),
      warns: z.boolean(),
      sentence: z.string(),
    }),
  ).describe("What happened at the gateway itself, newest first, at most 100."),
});
/** The live state of the gateway. */
export type HoldLive = z.infer<typeof holdLiveSchema>;

/** A wish to open a service for a while. */
export const holdOpenSchema = z.object({
  name: z.string().min(1).max(253),
  forUs: z.coerce.number().int().min(1e6).max(maxOpenForUs),
  by: z.string().trim().min(1).max(200),
  reason: z.string().trim().min(1).max(maxReasonChars),
});
/** A wish to open a service for a while. */
export type HoldOpen = z.infer<typeof holdOpenSchema>;

/** A proof that lies on this machine, with what checking it said. */
export const holdProofSchema = z.object({
  name: z.string().describe("Folder of the bundle."),
  folder: z.string(),
  fromUs: z.number().nullable(),
  untilUs: z.number().nullable(),
  ok: z.boolean().nullable().describe("`null`: it was not checked, or could not be read."),
  sentence: z.string(),
  checked: list(z.string()),
  failures: list(z.object({ code: z.string(), where: z.string(), sentence: z.string() })),
  limits: list(z.string()),
});
/** A proof that lies on this machine. */
export type HoldProof = z.infer<typeof holdProofSchema>;

/** What a policy would do on this machine. */
export const holdPlanSchema = z.object({
  ok: z.boolean().describe("False when the policy is wrong or something stands in the way."),
  problems: list(z.object({ line: z.number(), column: z.number(), path: z.string(), sentence: z.string() })),
  words: list(z.string()),
  objections: list(z.object({ code: z.string(), weight: z.enum(["stops", "warns"]), sentence: z.string() })),
  steps: list(z.object({ sentence: z.string(), command: list(z.string()).nullable() })),
  rulesText: z.string(),
});
/** What a policy would do on this machine. */
export type HoldPlanView = z.infer<typeof holdPlanSchema>;
