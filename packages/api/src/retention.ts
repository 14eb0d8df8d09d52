/** Schemas and routes of keeping times: what is due, legal holds, deleting with proof. */
import { oc } from "@orpc/contract";
import { z } from "zod";

const text = z.string().nullable();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const id = z.string().regex(/^[0-9a-f]{32}$/);
const instant = z.number().int().min(0).max(8_640_000_000_000_000);
const by = z.string().trim().min(1).max(200);

/** Most items that one step of a person is about. */
export const maxRetentionItems = 10_000;
/** Longest reason or source that is taken. */
export const maxRetentionWords = 1000;
/** Longest keeping time, days: a hundred years. */
export const maxKeepDays = 36_525;

/** Where an item stands between kept and deleted. */
export const retentionPhases = ["none", "running", "half", "nearly", "due", "excepted", "held"] as const;
/** What rows can be sorted by. */
export const retentionSorts = ["due", "name", "size", "kept"] as const;

const phase = z.enum([...retentionPhases, "deleting", "failed", "deleted"]);
const clockStart = z.enum(["flight-end", "collected", "kept"]);
const words = z.string().trim().min(1).max(maxRetentionWords);
const items = z.array(hash).min(1).max(maxRetentionItems).readonly();

/** A kept item with its keeping time. */
export const retentionRowSchema = z.object({
  sha256: z.string(),
  fileName: text.describe("`null`: the name was erased."),
  sizeBytes: z.number(),
  kind: z.enum(["flight", "media", "capture", "other"]),
  flights: list(z.object({ id: z.string(), name: z.string() })),
  keptUs: z.number(),
  phase,
  rule: text.describe("Id of the rule whose clock runs; `null` without one."),
  ruleTitle: text,
  hasOwnClock: z.boolean().describe("True when a person set a clock on this very item."),
  fromUs: z.number().nullable(),
  dueUs: z.number().nullable(),
  countedFrom: text.describe("From what the clock counts, in words."),
  isAssumed: z.boolean().describe("The moment that the rule asks for is not known: a later one was taken."),
  exception: z.object({ exceptionId: z.string(), ground: z.string(), reviewUs: z.number() }).nullable(),
  needsReview: z.boolean(),
  holds: list(z.string()).describe("Ids of the legal holds that stand on it."),
  mayDelete: z.boolean(),
});
/** A kept item with its keeping time. */
export type RetentionItem = z.infer<typeof retentionRowSchema>;

/** Which items are asked for. */
export const retentionQuerySchema = z.object({
  show: z
    .enum([...retentionPhases, "review"])
    .optional()
    .describe("Only items in this phase; `review`: with an exception to look at again."),
  search: z.string().max(200).optional().describe("Part of a file's or flight's name, or what a SHA-256 begins with."),
  item: z
    .string()
    .regex(/^([0-9a-f]{8,64}|[0-9a-z-]{1,64})$/)
    .optional()
    .describe("One item (SHA-256), or a flight's id: its records, pictures and clips."),
  hold: id.optional().describe("Only items under this hold."),
  sort: z.enum(retentionSorts).default("due"),
  direction: z.enum(["asc", "desc"]).default("asc"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
/** Which items are asked for. */
export type RetentionItemQuery = z.infer<typeof retentionQuerySchema>;

/** A page of items. */
export const retentionPageSchema = z.object({
  total: z.number(),
  bytes: z.number().describe("Of all that match."),
  rows: list(retentionRowSchema),
});

/** A copy that was given out and not removed from where it lies. */
const sharedCopySchema = z.object({
  shareId: z.string(),
  sharedUs: z.number(),
  outcome: text.describe("Why it still lies there, in words."),
});

/** A deletion that did not end. */
export const deletionAlarmSchema = z.object({
  deletionId: z.string(),
  sha256: z.string(),
  state: z.enum(["deleting", "failed"]),
  begunUs: z.number(),
  sentence: z.string(),
  todo: z.string().describe("What a person can do."),
});
/** A deletion that did not end. */
export type DeletionAlarm = z.infer<typeof deletionAlarmSchema>;

/** A legal hold. */
export const legalHoldSchema = z.object({
  holdId: z.string(),
  placedUs: z.number(),
  releasedUs: z.number().nullable(),
  reason: text.describe("`null`: erased."),
  by: text,
  items: z.number(),
  bytes: z.number().describe("Of the items that are kept."),
  examples: list(z.string()).describe("Names of the first of them."),
});
/** A legal hold. */
export type LegalHoldRow = z.infer<typeof legalHoldSchema>;

const retentionRuleSchema = z.object({
  id: z.string(),
  title: z.string(),
  keepUs: z.number().nullable().describe("`null`: the operator says."),
  clock: clockStart,
  applies: z.string(),
});

/** Keeping times of a law, or of the operator. Data, not advice. */
export const retentionPresetSchema = z.object({
  id: z.string(),
  title: z.string(),
  source: z.object({ title: z.string(), url: z.string() }).nullable(),
  checkedOn: text.describe("Day on which the source was read last."),
  rules: list(retentionRuleSchema),
  grounds: list(z.object({ id: z.string(), sentence: z.string() })),
  notes: list(z.string()),
});
/** Keeping times of a law, or of the operator. */
export type RetentionPresetRow = z.infer<typeof retentionPresetSchema>;

/** A deletion under way, or the last one since the server started. */
export const deletionJobSchema = z.object({
  jobId: z.string(),
  state: z.enum(["running", "done", "stopped", "failed"]),
  startedUs: z.number(),
  items: z.number().describe("That are to go."),
  itemsDone: z.number(),
  bytes: z.number(),
  deleted: z.number(),
  places: z.number().describe("Places that were looked at and are empty."),
  left: z.number().describe("Items that were planned and were not due any more, or held meanwhile: they stay."),
  failed: list(z.object({ sha256: z.string(), sentences: list(z.string()) })).describe(
    "The first of those that were not deleted everywhere.",
  ),
  failedItems: z.number(),
  shared: list(z.object({ sha256: z.string(), shareId: z.string() })).describe("The first copies that still lie where they were given."),
  sharedCopies: z.number(),
  proofs: list(z.object({ sha256: z.string(), deletionId: z.string() })).describe("The first deletions, as the ledger knows them."),
  clockDoubt: text,
  sentence: z.string(),
  error: text,
});
/** A deletion under way, or the last one. */
export type DeletionJob = z.infer<typeof deletionJobSchema>;

/** Everything that stands over the items. */
export const retentionOverviewSchema = z.object({
  sentences: list(z.string()).describe("The answer in words."),
  clockDoubt: text.describe("Why no timer deletes now; `null`: nothing speaks against it."),
  timer: z.boolean().describe("This server deletes what is due every hour."),
  standing: z
    .object({
      rule: z.string(),
      title: z.string().describe("With its preset."),
      keepWords: z.string(),
      clock: clockStart,
      clockWords: z.string(),
      setUs: z.number(),
      entry: z.number().describe("Place of its entry in the ledger."),
      source: text.describe("What it rests on; `null`: nothing was given, or it was erased."),
      by: text,
      covers: z.number().describe("Items that have no clock of their own."),
    })
    .nullable(),
  counts: z.record(z.enum(retentionPhases), z.number()),
  due: z.object({ items: z.number(), bytes: z.number() }),
  review: z.number().describe("Exceptions to look at again."),
  ownClocks: z.number(),
  items: z.number(),
  alarms: list(deletionAlarmSchema),
  holds: list(legalHoldSchema),
  presets: list(retentionPresetSchema),
  advice: z.string(),
  clockStarts: list(z.object({ word: clockStart, title: z.string() })),
  phases: list(z.object({ word: phase, title: z.string() })),
  job: deletionJobSchema.nullable(),
});
/** Everything that stands over the items. */
export type RetentionOverview = z.infer<typeof retentionOverviewSchema>;

/** Everything about one item's keeping time. */
export const retentionDetailSchema = z.object({
  row: retentionRowSchema,
  grounds: list(z.object({ id: z.string(), sentence: z.string() })).describe("On which an exception from its clock can be made."),
  holds: list(legalHoldSchema),
  exceptions: list(
    z.object({
      exceptionId: z.string(),
      ground: z.string(),
      reason: text,
      by: text,
      madeUs: z.number(),
      reviewUs: z.number(),
      stands: z.boolean(),
    }),
  ),
  clockSource: text.describe("What its own clock rests on."),
  clockBy: text,
  shared: list(sharedCopySchema),
  disclosedFor: list(z.string()).describe("Ids of requests because of which it was given out."),
});
/** Everything about one item's keeping time. */
export type RetentionDetail = z.infer<typeof retentionDetailSchema>;

/** A rule as a person wishes it. */
export const ruleWishSchema = z.object({
  rule: z.string().min(1).max(64),
  keepHours: z
    .number()
    .min(0)
    .max(maxKeepDays * 24)
    .optional()
    .describe("Where the rule has no time of its own."),
  clock: clockStart.optional(),
  source: z.string().trim().max(maxRetentionWords).optional().describe("What it rests on."),
});
/** A rule as a person wishes it. */
export type RuleWishInput = z.infer<typeof ruleWishSchema>;

/** What a rule would do, before it is set. */
export const rulePreviewSchema = z.object({
  sentences: list(z.string()),
  covered: z.number().describe("Items whose clock it would be."),
  assumed: z.number().describe("Of them counted from a later moment, because the one the rule asks for is not known."),
  due: z.object({ items: z.number(), bytes: z.number() }).describe("Of them due now: the next run would delete them."),
  kept: z.number().describe("Of them out of time, and kept by a hold or an exception."),
});
/** What a rule would do, before it is set. */
export type RulePreview = z.infer<typeof rulePreviewSchema>;

/** Exactly what would be deleted. */
export const deletionPlanSchema = z.object({
  planId: z.string(),
  what: z.enum(["due", "items", "unfinished"]),
  items: z.number(),
  bytes: z.number(),
  held: list(z.string()).describe("SHA-256 of those under a legal hold: while one is among them nothing of the plan goes."),
  shared: z.number().describe("Items of which copies lie where they were given."),
  copies: z.number(),
  disclosed: z.number().describe("Items that were given out because of a request."),
  alarms: list(deletionAlarmSchema).describe("Deletions that would be gone on with."),
  clockDoubt: text,
  /** When the server forgets it. */
  untilUs: z.number(),
});
/** Exactly what would be deleted. */
export type DeletionPlanRow = z.infer<typeof deletionPlanSchema>;

/** One item of a plan. */
export const plannedItemSchema = retentionRowSchema.extend({ shared: list(sharedCopySchema), disclosedFor: list(z.string()) });
/** One item of a plan. */
export type PlannedItem = z.infer<typeof plannedItemSchema>;

const planId = z.object({ planId: z.uuid() });
const changed = z.object({ sentence: z.string() });

/** Routes. */
export const retentionContract = {
  overview: oc
    .route({ method: "GET", path: "/retention", summary: "Keeping times, legal holds, and what is due" })
    .output(retentionOverviewSchema),
  items: oc
    .route({ method: "GET", path: "/retention/items", summary: "Kept items with their keeping times, a page at a time" })
    .input(retentionQuerySchema)
    .output(retentionPageSchema),
  hashes: oc
    .route({ method: "GET", path: "/retention/hashes", summary: "SHA-256 of the items that match, the first of them" })
    .input(retentionQuerySchema.omit({ offset: true, limit: true }))
    .output(z.object({ sha256: list(z.string()), total: z.number() })),
  item: oc
    .route({ method: "GET", path: "/retention/items/{sha256}", summary: "Everything about one item's keeping time" })
    .input(z.object({ sha256: hash }))
    .output(retentionDetailSchema),
  preview: oc
    .route({ method: "POST", path: "/retention/preview", summary: "What a rule would do; nothing is changed" })
    .input(ruleWishSchema.extend({ items: items.optional().describe("Without them: everything recorded."), fromUs: instant.optional() }))
    .output(rulePreviewSchema),
  setRule: oc
    .route({ method: "POST", path: "/retention/rule", summary: "A keeping time for everything recorded that has no clock of its own" })
    .input(ruleWishSchema.extend({ by }))
    .output(changed),
  takeRule: oc
    .route({ method: "POST", path: "/retention/rule/take", summary: "Take the keeping time of everything recorded away" })
    .input(z.object({ by }))
    .output(changed),
  setClocks: oc
    .route({ method: "POST", path: "/retention/clocks", summary: "A clock on items" })
    .input(ruleWishSchema.extend({ items, fromUs: instant.optional().describe("When it began, if a person knows better."), by }))
    .output(changed),
  takeClocks: oc
    .route({ method: "POST", path: "/retention/clocks/take", summary: "Take clocks of items' own away" })
    .input(z.object({ items, by }))
    .output(changed),
  except: oc
    .route({ method: "POST", path: "/retention/exceptions", summary: "An exception from the clocks of items" })
    .input(z.object({ items, ground: z.string().min(1).max(64), reason: words, reviewUs: instant, by }))
    .output(changed),
  endException: oc
    .route({ method: "POST", path: "/retention/exceptions/{exceptionId}/end", summary: "End an exception before its review" })
    .input(z.object({ exceptionId: id, by }))
    .output(changed),
  hold: oc
    .route({ method: "POST", path: "/retention/holds", summary: "Put items under a legal hold" })
    .input(z.object({ items, reason: words, holdId: id.optional().describe("A hold that stands."), by }))
    .output(changed.extend({ holdId: z.string() })),
  release: oc
    .route({ method: "POST", path: "/retention/holds/{holdId}/release", summary: "Release a legal hold: two different persons" })
    .input(z.object({ holdId: id, reason: words, by, second: by }))
    .output(changed),
  plan: oc
    .route({ method: "POST", path: "/retention/plans", summary: "Exactly what deleting would delete; nothing is changed" })
    .input(z.object({ what: z.enum(["due", "items", "unfinished"]), items: items.optional().describe("Needed for `items`.") }))
    .output(deletionPlanSchema),
  planItems: oc
    .route({ method: "GET", path: "/retention/plans/{planId}/items", summary: "Items of a plan, a page at a time" })
    .input(
      planId.extend({
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.object({ total: z.number(), rows: list(plannedItemSchema) })),
  delete: oc
    .route({
      method: "POST",
      path: "/retention/plans/{planId}/delete",
      summary: "Delete what a plan names, and nothing else: cannot be undone",
    })
    .input(planId.extend({ by, clockIsRight: z.boolean().default(false).describe("A person looked at the clock of this machine.") }))
    .output(deletionJobSchema),
  job: oc
    .route({ method: "GET", path: "/retention/job", summary: "The deletion under way, or the last one since the server started" })
    .output(deletionJobSchema.nullable()),
  stop: oc
    .route({ method: "POST", path: "/retention/job/stop", summary: "Stop the deletion under way before its next group of items" })
    .output(deletionJobSchema.nullable()),
};
